import type { ControllerContext, OpenStudy } from "./controller-context.ts";
import type { EventEmitter } from "./controller-events.ts";

/** Emits the events of a context, except those of runs, which emit their own. */
export function tellEvents(context: ControllerContext): void {
  const { events, store, opened } = context;
  let last = store.state;
  store.subscribe(() => {
    const before = last;
    const now = store.state;
    last = now;
    if (now.tool !== before.tool) events.emit("tool:changed", { tool: now.tool });
    const lastId = before.notices.at(-1)?.id ?? -1;
    for (const notice of now.notices)
      if (notice.id > lastId && !before.notices.includes(notice)) events.emit("notice", notice);
    if (now.question && now.question !== before.question) events.emit("question", now.question);
  });
  let stops: readonly (() => void)[] = [];
  opened.subscribe((study) => {
    for (const stop of stops) stop();
    stops = study ? tellOf(study, events) : [];
    if (study) events.emit("study:opened", { series: study.series, session: study.session });
    else events.emit("study:closed", {});
  });
}

function tellOf({ session, review }: OpenStudy, events: EventEmitter): (() => void)[] {
  let list = review.list;
  return [
    session.voxelsChanged.subscribe((box) => events.emit("segmentation:changed", { box })),
    session.segmentsChanged.subscribe(() => events.emit("segmentation:changed", {})),
    review.changed.subscribe(() => {
      if (review.list === list) return;
      list = review.list;
      events.emit("review:changed", list);
    }),
  ];
}
