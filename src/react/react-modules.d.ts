/** What is used here of React, which has no types of its own: those of the application may be of 18 or of 19. */
declare module "react" {
  interface ReactElement {
    readonly type: string;
    readonly props: object;
    readonly key: string | null;
  }
  export function createElement<Props extends object>(
    type: string | ((props: Props) => unknown),
    props?: (Props & { readonly ref?: unknown }) | null,
    ...children: unknown[]
  ): ReactElement;
  export function useEffect(effect: () => undefined | (() => void), dependencies: readonly unknown[]): void;
  export function useRef<T>(initial: T): { current: T };
  export function useRef<T>(initial: T | null): { current: T | null };
  export function useState<T>(initial: T): [T, (next: T | ((last: T) => T)) => void];
}

declare module "react-dom/client" {
  export function createRoot(container: Element): {
    render(element: unknown): void;
    unmount(): void;
  };
}
