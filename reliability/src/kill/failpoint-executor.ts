import { type AttemptReport, type Executor, InProcessExecutor } from '@autotrail/layer1';
import { between, betweenNow, type Failpoints } from './failpoints.js';

/** Runs actions in this process, with a point before and after all that it is told and tells. */
export function failpointExecutor(points: Failpoints): Executor {
  const inner = new InProcessExecutor();
  return {
    start: (task, report) => betweenNow(points, 'executor:start', () => inner.start(task, failpointReport(report, points))),
    end: (attempt, reason) => betweenNow(points, 'executor:end', () => inner.end(attempt, reason)),
    deliver: (attempt, delivery) => betweenNow(points, 'executor:deliver', () => inner.deliver(attempt, delivery)),
    check: (...answer) => inner.check(...answer),
    recover: (task, report) => between(points, 'executor:recover', () => inner.recover(task, failpointReport(report, points))),
    close: () => inner.close(),
  };
}

function failpointReport(report: AttemptReport, points: Failpoints): AttemptReport {
  return {
    output: (message) => report.output(message),
    survivors: (processes) => report.survivors(processes),
    prompt: (...prompt) => betweenNow(points, 'executor:prompt', () => report.prompt(...prompt)),
    withdrawn: (promptId) => report.withdrawn(promptId),
    ended: (outcome) => betweenNow(points, 'executor:ended', () => report.ended(outcome)),
  };
}
