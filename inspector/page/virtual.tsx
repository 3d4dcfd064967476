import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useSize } from './size.ts';

export interface ListProps {
  readonly label: string;
  readonly role: 'tree' | 'listbox';
  readonly class: string;
  readonly rows: number;
  readonly rowHeight: number;
  /** Draws a row. Its element must be `rowHeight` high. */
  readonly draw: (index: number) => ComponentChildren;
  /** The list scrolls to this row when it changes. */
  readonly keepInSight?: number | undefined;
  /** Whether to scroll to the last row when rows are added, unless the user has scrolled up. */
  readonly isTail?: boolean;
  readonly activeId?: string | undefined;
  readonly onKeyDown: (event: KeyboardEvent, rowsOnScreen: number) => void;
  readonly onScreen?: (first: number, rows: number) => void;
}

/** How many rows are drawn above and below the visible ones. */
const SPARE = 4;

/** A list that draws only the visible rows. */
export function List(props: ListProps): JSX.Element {
  const { rows, rowHeight, keepInSight, isTail = false } = props;
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const { height } = useSize(box);
  const isAtEnd = useRef(true);

  useLayoutEffect(() => {
    if (isTail) isAtEnd.current = true;
  }, [isTail]);
  useLayoutEffect(() => {
    if (box.current && isTail && isAtEnd.current) box.current.scrollTop = rows * rowHeight;
  }, [rows, isTail, height]);
  useLayoutEffect(() => {
    if (!box.current || keepInSight === undefined || keepInSight < 0) return;
    const { scrollTop, clientHeight } = box.current;
    const at = keepInSight * rowHeight;
    if (at < scrollTop) box.current.scrollTop = at;
    else if (at + rowHeight > scrollTop + clientHeight) box.current.scrollTop = at + rowHeight - clientHeight;
  }, [keepInSight]);

  const first = Math.max(0, Math.min(Math.floor(top / rowHeight), rows - 1) - SPARE);
  const shown = Math.min(rows - first, Math.ceil(height / rowHeight) + 2 * SPARE);
  const onScreen = Math.ceil(height / rowHeight);
  useEffect(() => props.onScreen?.(Math.floor(top / rowHeight), onScreen));

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the role, which Biome cannot see, is that of a widget.
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the same.
    <div
      ref={box}
      class={`list ${props.class}`}
      role={props.role}
      aria-label={props.label}
      aria-activedescendant={props.activeId}
      tabIndex={0}
      onKeyDown={(event) => props.onKeyDown(event, onScreen)}
      onScroll={({ currentTarget: { scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollTop + clientHeight >= rows * rowHeight - rowHeight;
        setTop(scrollTop);
      }}
    >
      <div class="list-space" role="presentation" style={{ height: `${rows * rowHeight}px` }}>
        <div class="list-rows" role="presentation" style={{ transform: `translateY(${first * rowHeight}px)` }}>
          {Array.from({ length: Math.max(0, shown) }, (_, index) => props.draw(first + index))}
        </div>
      </div>
    </div>
  );
}
