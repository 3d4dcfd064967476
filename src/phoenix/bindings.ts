import type { Untyped } from './phoenix.types.ts';

/** The ref of a message, or of a join. */
export type Ref = string | null | undefined;

/** What `on()` of a channel has added. */
export interface Binding {
  event: string;
  ref: number;
  callback(payload: unknown, ref?: Ref, joinRef?: Ref): void;
}

/** The callbacks of a channel. */
export class Bindings {
  bindings: Binding[] = [];
  bindingRef = 0;

  /**
   * Calls back at each event, with the payload, the ref of the message and that of the join.
   *
   * @returns A number for {@link off}.
   */
  on<P = Untyped>(event: string, callback: (payload: P, ref: Ref, joinRef: Ref) => void): number {
    const ref = this.bindingRef;
    this.bindingRef += 1;
    this.bindings.push({ event, ref, callback });
    return ref;
  }

  /** Removes one callback of an event or, without a number, all of them. */
  off(event: string, ref?: number): void {
    this.bindings = this.bindings.filter((binding) => binding.event !== event || (ref ?? binding.ref) !== binding.ref);
  }

  /** Calls back when the channel is closed: by {@link leave} with `"leave"`, or by the server. @returns A number for {@link off}. */
  onClose(callback: (reason: Untyped, ref: Untyped, joinRef: Untyped) => void): number {
    return this.on('phx_close', callback);
  }

  /** Calls back when the channel crashes, and when the connection is lost. @returns A number for {@link off}. */
  onError(callback: (reason: Untyped) => void): number {
    return this.on('phx_error', (reason) => callback(reason));
  }

  /** A hook for programs to replace: sees all events first, and returns the payload, as it is or another one. */
  onMessage(_event: string, payload: Untyped, _ref?: Untyped, _joinRef?: Untyped): Untyped {
    return payload;
  }

  /** A hook for programs to replace: a callback is called only if this returns true for it. */
  filterBindings(_binding: Binding, _payload: unknown, _ref?: Ref): boolean {
    return true;
  }

  /** The ref of the present join. */
  joinRef(): Ref {
    return undefined;
  }

  /**
   * Calls the callbacks of an event.
   *
   * @throws What a callback throws. Those behind it are not called.
   */
  trigger(event: string, payload?: unknown, ref?: Ref, joinRef?: Ref): void {
    const handled = this.onMessage(event, payload, ref, joinRef);
    if (payload && !handled)
      throw new Error('channel onMessage callbacks must return the payload, modified or unmodified');
    // A callback may add and remove others: those that were there before are called.
    const { bindings } = this;
    const { length } = bindings;
    for (let index = 0; index < length; index += 1) {
      const binding = bindings[index];
      if (binding?.event === event && this.filterBindings(binding, payload, ref))
        this.call(binding, handled, ref, joinRef || this.joinRef());
    }
  }

  /** @internal Calls one callback. */
  protected call(binding: Binding, payload: unknown, ref: Ref, joinRef: Ref): void {
    binding.callback(payload, ref, joinRef);
  }
}
