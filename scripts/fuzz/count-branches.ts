import { type ESTree, parseSync, Visitor } from "vite";

type Node = Pick<ESTree.Node, "type" | "start" | "end">;

/**
 * JavaScript with a counter at the start of every branch: bodies of functions and loops, both ways of a condition,
 * cases, and the right sides of `&&`, `||` and `??`. Lines stay where they are.
 * @param code Parsed as a module.
 * @param firstCounter The number of the first counter; the others follow it.
 * @param counters The name of a global array of counts.
 */
export function countBranches(
  code: string,
  firstCounter: number,
  counters: string,
): { readonly code: string; readonly counterCount: number } {
  const insertions: Insertion[] = [];
  let counterCount = 0;
  const count = () => `${counters}[${firstCounter + counterCount++}]++`;
  // Of two nodes that begin at one place the outer is opened first, of two that end at one place the inner is closed first;
  // and whatever ends there is closed before anything is opened.
  const open = ({ start, end }: Node, text: string, at = start): void => {
    insertions.push({ at, order: code.length + start - end, text });
  };
  const close = ({ start, end }: Node, text: string): void => {
    insertions.push({ at: end, order: end - start - code.length - 1, text });
  };
  const inExpression = (node: Node): void => {
    open(node, `(${count()},`);
    close(node, ")");
  };
  const inStatement = (node: Node | null): void => {
    if (node?.type === "BlockStatement") open(node, `${count()};`, node.start + 1);
    else if (node) {
      open(node, `{${count()};`);
      close(node, "}");
    }
  };
  const inLoop = ({ body }: { readonly body: Node }): void => inStatement(body);
  const inFunction = ({ body }: { readonly body: Node | null }): void => inStatement(body);

  new Visitor({
    FunctionDeclaration: inFunction,
    FunctionExpression: inFunction,
    ArrowFunctionExpression: ({ body }) =>
      body.type === "BlockStatement" ? inStatement(body) : inExpression(body),
    IfStatement({ consequent, alternate }) {
      inStatement(consequent);
      if (alternate) inStatement(alternate);
      else close(consequent, ` else ${count()};`);
    },
    ForStatement: inLoop,
    ForInStatement: inLoop,
    ForOfStatement: inLoop,
    WhileStatement: inLoop,
    DoWhileStatement: inLoop,
    CatchClause: inLoop,
    SwitchCase({ consequent: [first] }) {
      if (first) open(first, `${count()};`);
    },
    ConditionalExpression({ consequent, alternate }) {
      inExpression(consequent);
      inExpression(alternate);
    },
    LogicalExpression: ({ right }) => inExpression(right),
  }).visit(parseSync("branches.js", code).program);
  return { code: withInsertions(code, insertions), counterCount };
}

interface Insertion {
  readonly at: number;
  /** Of those at one place the lowest comes first, of equal ones the one that was made first. */
  readonly order: number;
  readonly text: string;
}

function withInsertions(code: string, insertions: readonly Insertion[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { at, text } of insertions.toSorted((a, b) => a.at - b.at || a.order - b.order)) {
    parts.push(code.slice(from, at), text);
    from = at;
  }
  return parts.join("") + code.slice(from);
}
