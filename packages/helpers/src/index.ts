export type { Command, Shell } from './command/command-line.js';
export { sh } from './command/sh.js';
export { type CommandFunction, ShellCommand } from './command/shell-command.js';
export type { ShellCommandOptions } from './command/shell-command-options.js';
export { createConditionalStep } from './conditional-step.js';
export { HELPERS_ERRORS } from './errors.js';
export { toDot, writeTrailDefinitionAsDot } from './graph/dot.js';
export type { GraphOptions, StateOfStep } from './graph/drawing.js';
export { toMermaid } from './graph/mermaid.js';
export { toSvg } from './graph/svg.js';
export { Instruction, type InstructionFunction, type InstructionText } from './instruction.js';
export type { InstructionOptions } from './instruction-options.js';
export { printDescription } from './interactive/description-printer.js';
export { interactive } from './interactive/interactive.js';
export type { InteractiveEnd, InteractiveOptions } from './interactive/interactive-options.js';
export { InteractiveTrail } from './interactive/interactive-trail.js';
export type { InteractiveTrailOptions } from './interactive/interactive-trail-options.js';
export { printPlan } from './interactive/plan-printer.js';
export { type PlanRow, planRows, type ShownPlan, settingTexts } from './interactive/plan-rows.js';
export {
  type AffectedSteps,
  type PrinterOutput,
  printAffectedSteps,
  printApiResult,
  printContext,
  printError,
  printLimit,
  printNoResult,
  printStepList,
  type SetLimit,
} from './interactive/printers.js';
export { printStepStatuses } from './interactive/status-printer.js';
export { isolated } from './isolated/isolated.js';
export type { IsolatedOptions } from './isolated/isolated-options.js';
export { filterStatusByStates } from './monitor/filter-status.js';
export { determineGroupState, GROUP_STATE_ORDER } from './monitor/group-state.js';
export {
  type MonitoredStatus,
  type MonitorOptions,
  monitorTrail,
  type StatusFilter,
  type StatusHandler,
} from './monitor/monitor-trail.js';
export { printable } from './printable.js';
export type { InterruptDelays } from './process/interrupt-delays.js';
export type { Exit, LaunchedGroup, LaunchedProcess, Launcher, LaunchSpec } from './process/launcher.js';
export { fillTemplate, type Template } from './template/template.js';
export {
  type AttributeBasedOptions,
  makeContextAttributeBasedTemplatingFunction,
  makeSimpleTemplatingFunction,
} from './template/templating-functions.js';
export { type Threadsafe, threadsafe } from './threadsafe.js';
export { askedPrompts } from './words/asked-prompts.js';
export { callName } from './words/call-name.js';
export { type EventWords, eventTexts } from './words/event-texts.js';
export { jsonText } from './words/json-text.js';
export { toldChanges } from './words/last-changes.js';
export { limitText } from './words/limit-text.js';
export { type AnswerTerms, promptTerms, promptText } from './words/prompt-text.js';
export { type ReasonFields, reasonText } from './words/reason-text.js';
export { recordText } from './words/record-text.js';
export { type StateFields, stateText } from './words/state-text.js';
export { type StepFact, stepFacts } from './words/step-facts.js';
export { survivorsText } from './words/survivors-text.js';
export { acceptsContext, acceptsEnvironment, acceptsNothing } from './wrappers/accepts.js';
export type {
  ExceptionHandler,
  ExtractionOptions,
  ParameterExtractor,
  ReturnHandler,
  ReturnValueExtractor,
} from './wrappers/extraction-options.js';
export { extractionWrapper } from './wrappers/extraction-wrapper.js';
