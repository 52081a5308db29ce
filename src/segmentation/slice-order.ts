/** All slices 0..count-1, `first` first and then outwards, the upper neighbour before the lower one. */
export function outwardsFrom(first: number, count: number): number[] {
  const start = Math.min(Math.max(Math.round(first), 0), count - 1);
  const order = [start];
  for (let distance = 1; distance < count; distance++) {
    if (start + distance < count) order.push(start + distance);
    if (start - distance >= 0) order.push(start - distance);
  }
  return order;
}
