/** The parts of React used here. React includes no types, and the application's may be for version 18 or 19. */
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
