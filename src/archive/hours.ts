/**
 * When work may begin that has hours: now, or the time at which the next ones begin, in milliseconds since 1970.
 * @param hours "20:00-06:00" by the clock of the machine; a range that ends before it begins runs over midnight.
 */
export function nextOpening(hours: string | undefined, now: Date): number {
  if (hours === undefined) return now.getTime();
  const [from, to] = hours.split("-").map((time) => {
    const [hour, minute] = time.split(":").map(Number);
    return hour! * 60 + minute!;
  }) as [number, number];
  const minute = now.getHours() * 60 + now.getMinutes();
  const isOpen = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  if (isOpen || from === to) return now.getTime();
  const opening = new Date(now);
  opening.setHours(Math.floor(from / 60), from % 60, 0, 0);
  if (opening <= now) opening.setDate(opening.getDate() + 1);
  return opening.getTime();
}
