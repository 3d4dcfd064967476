import { diffOf, type Filled, html, renderedOf } from './template.ts';

/** What a click or a form of the page sends. The value of a form is a query. */
export type LiveEvent =
  | { readonly type: 'click'; readonly event: string; readonly value: { readonly by?: string } }
  | { readonly type: 'form'; readonly event: string; readonly value: string };

/** A view with a counter, which all pages share, and a form. */
export class View {
  #count: number;
  #name = '';
  #problem = '';
  #greeting = '';
  #shown: Filled;

  constructor(count: number) {
    this.#count = count;
    this.#shown = this.render();
  }

  render(): Filled {
    return html`
      <h1>Counter</h1>
      <p><output id="count">${this.#count}</output></p>
      <button id="add" phx-click="add" phx-value-by="1">One more</button>
      <button id="take" phx-click="add" phx-value-by="-1">One less</button>
      <h1>Form</h1>
      <form id="person" phx-change="validate" phx-submit="greet">
        <input id="name" name="name" value="${this.#name}" aria-label="Your name" autocomplete="off">
        <button id="greet">Greet</button>
        <p id="problem">${this.#problem}</p>
      </form>
      <p id="greeting">${this.#greeting}</p>
      <h1>Trouble</h1>
      <button id="crash" phx-click="crash">Crash the view</button>
      <button id="cut" phx-click="cut">Cut the connection</button>
    `;
  }

  /** The answer to a join. */
  rendered(): object {
    return renderedOf(this.#shown);
  }

  /** What has changed since it was last shown; undefined if nothing has. */
  diff(): object | undefined {
    const before = this.#shown;
    this.#shown = this.render();
    const diff = diffOf(before, this.#shown);
    return Object.keys(diff).length > 0 ? diff : undefined;
  }

  counted(count: number): void {
    this.#count = count;
  }

  /** The form has changed. LiveView's client says which fields nobody has touched yet. */
  validate(form: URLSearchParams): void {
    this.#name = form.get('name') ?? '';
    const isEmpty = this.#name.trim() === '' && !form.has('_unused_name');
    this.#problem = isEmpty ? 'Who are you?' : '';
  }

  greet(form: URLSearchParams): void {
    this.validate(form);
    if (this.#problem !== '') return;
    this.#greeting = `Hello ${this.#name}!`;
    this.#name = '';
  }
}
