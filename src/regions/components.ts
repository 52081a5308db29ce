/** Whether voxels that touch with a face only belong together (6), or those that touch with an edge or corner too (26). */
export type Connectivity = 6 | 26;

/** The connected parts of a mask, numbered from 1 in the order of their first voxels in memory. */
export interface Components {
  /** For every voxel the number of its part; 0 outside the mask. */
  readonly numbers: Int32Array;
  /** Voxels of each part; `sizes[0]` is unused. */
  readonly sizes: Uint32Array;
}

/**
 * Connected parts by rows: runs of voxels are joined with the runs that they touch in the rows before (union-find), so
 * that the work grows with the runs. `size` is the mask's, i fastest.
 */
export function findComponents(
  mask: Uint8Array,
  size: readonly [number, number, number],
  connectivity: Connectivity,
): Components {
  const [columns, rows, slices] = size;
  const runs = findRuns(mask, columns, rows * slices);
  const parents = Int32Array.from(runs.first, (_, run) => run);
  const root = (run: number): number => {
    let at = run;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  };
  const reach = connectivity === 26 ? 1 : 0;
  const joinRows = (row: number, other: number): void => {
    let b = runs.ofRow[other]!;
    const endB = runs.ofRow[other + 1]!;
    for (let a = runs.ofRow[row]!; a < runs.ofRow[row + 1]!; a++) {
      while (b < endB && runs.end[b]! + reach <= runs.first[a]!) b++;
      for (let c = b; c < endB && runs.first[c]! < runs.end[a]! + reach; c++) {
        const [x, y] = [root(a), root(c)];
        if (x < y) parents[y] = x;
        else parents[x] = y;
      }
    }
  };
  const before =
    connectivity === 26
      ? [
          [-1, 0],
          [-1, -1],
          [0, -1],
          [1, -1],
        ]
      : [
          [-1, 0],
          [0, -1],
        ];
  for (let k = 0; k < slices; k++) {
    for (let j = 0; j < rows; j++) {
      for (const [dj, dk] of before as [number, number][]) {
        if (j + dj < 0 || j + dj >= rows || k + dk < 0) continue;
        joinRows(j + rows * k, j + dj + rows * (k + dk));
      }
    }
  }
  return numberRuns(runs, root, mask.length, columns);
}

interface Runs {
  /** First column and the column after the last, of every run. */
  readonly first: number[];
  readonly end: number[];
  /** The first run of every row, and after the last row their count. */
  readonly ofRow: Int32Array;
}

function findRuns(mask: Uint8Array, columns: number, rowCount: number): Runs {
  const [first, end]: [number[], number[]] = [[], []];
  const ofRow = new Int32Array(rowCount + 1);
  for (let row = 0; row < rowCount; row++) {
    ofRow[row] = first.length;
    const start = row * columns;
    for (let i = 0; i < columns; i++) {
      if (!mask[start + i]) continue;
      first.push(i);
      while (i < columns && mask[start + i]) i++;
      end.push(i);
    }
  }
  ofRow[rowCount] = first.length;
  return { first, end, ofRow };
}

function numberRuns(
  { first, end, ofRow }: Runs,
  root: (run: number) => number,
  voxels: number,
  columns: number,
): Components {
  const numberOfRoot = new Int32Array(first.length);
  const numbers = new Int32Array(voxels);
  const sizes: number[] = [0];
  for (let row = 0; row + 1 < ofRow.length; row++) {
    for (let run = ofRow[row]!; run < ofRow[row + 1]!; run++) {
      const top = root(run);
      if (numberOfRoot[top] === 0) {
        numberOfRoot[top] = sizes.length;
        sizes.push(0);
      }
      const number = numberOfRoot[top]!;
      sizes[number]! += end[run]! - first[run]!;
      numbers.fill(number, row * columns + first[run]!, row * columns + end[run]!);
    }
  }
  return { numbers, sizes: Uint32Array.from(sizes) };
}
