/** Type-level assertions: what does not hold does not compile. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `expectType<Wanted>()(value)`: the value has exactly this type. */
export function expectType<Wanted>() {
  return <Found>(_value: Found, ..._wrong: Equal<Wanted, Found> extends true ? [] : [never]): void => {};
}

/** `Expect<Equal<A, B>>` in a list of types: they are the same. */
export type Expect<Holds extends true> = Holds;
