/**
 * When work restricted to certain hours may begin: now, or when the next period begins, in milliseconds since 1970.
 * @param hours such as "20:00-06:00", in local time; a period that ends before it begins spans midnight.
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
