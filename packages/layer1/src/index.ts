export type {
  Action,
  ActionFunction,
  ActionObject,
  ActionResult,
  Failure,
  Outcome,
  Recovery,
  Success,
} from './action.js';
export {
  type AffectedStep,
  type ApiCall,
  ApiCallName,
  type ApiError,
  type ApiResponse,
  type ControlResult,
  type HistoryPage,
  type RefusedStep,
  type Wire,
} from './api/api-call.js';
export type {
  ApiAnswer,
  ApiCallDefinition,
  ApiCallDefinitions,
  ApiContext,
  ApiHandler,
  ApiOutcome,
  ApiSetting,
  LaterResult,
  TrailRun,
  ValidApiCall,
} from './api/api-call-definition.js';
export type { ContextAccess, ContextMode } from './api/context-access.js';
export type { ContextResult } from './api/context-calls.js';
export {
  answer,
  answerAffected,
  COMMAND_FIELDS,
  controlCall,
  matchedBranches,
  matchedSteps,
  move,
  moveAlong,
  unlessDryRun,
} from './api/definition-parts.js';
export { API_CALL_DEFINITIONS } from './api/definitions.js';
export { type DescribedStep, describeTrail, type TrailDescription, type WaitedFor } from './api/describe.js';
export { fromApiError, type HandledCall, type HandleOptions, handleApiCall, toApiError } from './api/handle-api-call.js';
export type {
  CallPlan,
  Consequences,
  PlannedJoin,
  PlannedPrompt,
  PlannedSetting,
  PlannedStep,
} from './api/planning/call-plan.js';
export { isCallPlan } from './api/planning/is-call-plan.js';
export { affected, withStates, withTags } from './api/selection.js';
export {
  type AttemptStatus,
  type OpenPrompt,
  type StatusKey,
  type StepStatus,
  type SurvivingProcess,
  statusOf,
} from './api/status.js';
export { StatusField } from './api/status-words.js';
export { validateApiCall } from './api/validate-api-call.js';
export { type Validator, validators } from './api/validators.js';
export { asJson } from './as-json.js';
export { type BuildTrailOptions, buildTrail } from './build-trail.js';
export type { ContextValue } from './context-path.js';
export { Deferred } from './deferred.js';
export type { ConfirmOptions, Environment, InputOptions } from './environment.js';
export { LAYER1_ERRORS } from './errors.js';
export { AnswerReader } from './executor/answer-reader.js';
export { InProcessExecutor } from './executor/in-process-executor.js';
export type { LimitOptions } from './limits.js';
export type { PushedEvent } from './manager/subscriptions.js';
export { type TrailEnd, TrailManager, trailManager } from './manager/trail-manager.js';
export type { TrailManagerParts } from './manager/trail-manager-parts.js';
export type { ContextCodec } from './memory/context-keeper.js';
export { imageOf, trailOfImage } from './memory/image-of.js';
export { Restoration, type Restored, restoreTrail } from './memory/restoration.js';
export type { StateTransformation } from './memory/state-transformation.js';
export { parseParams } from './params/check-params.js';
export type { ParamDeclaration, ParamRecord, ParamsDeclaration, ParamValue } from './params/params-declaration.js';
export { type RunParams, runParams } from './params/run-params.js';
export { type CancelTimer, type Clock, ManualClock, systemClock } from './ports/clock.js';
export type { AttemptReport, AttemptTask, Executor, RecoveryTask } from './ports/executor.js';
export { type AnsweredRequest, JOURNAL_FORMAT, type Journal, type JournalRecord, MemoryJournal } from './ports/journal.js';
export { MemoryTransport } from './ports/memory-transport.js';
export type { OutputStore } from './ports/output-store.js';
export type { ApiConnection, ApiRequest, ApiServer, Peer, Transport } from './ports/transport.js';
export type { ProcessRef } from './process-ref.js';
export { Queue } from './queue.js';
export type { MaskStream } from './secrets/mask-stream.js';
export { maskJson, maskStream, maskText } from './secrets/registry.js';
export { registerSecret, secret } from './secrets/secret.js';
export {
  isStandardSchema,
  jsonSchemaOf,
  type SchemaIssue,
  type SchemaResult,
  type StandardSchema,
  type Validated,
  validateBy,
} from './standard-schema.js';
export { isStepState, STEP_STATES, StepState } from './states.js';
export {
  type Definition,
  type RetryOptions,
  Step,
  type StepConstructor,
  type StepFunction,
  type StepOptions,
  type StepOptionsWithBefore,
  step,
} from './step.js';
export type { StepOutcome } from './step-outcome.js';
export type { RetryPolicy, StepPolicy } from './step-policy.js';
export type { AttemptFate } from './trail/attempt-fate.js';
export type { DefinitionImage } from './trail/definition-image.js';
export type {
  AttemptRef,
  ContextEffect,
  DeliverEffect,
  Delivery,
  Effect,
  EndEffect,
  StartEffect,
  Timer,
  TimerEffect,
} from './trail/effects.js';
export type {
  CommandEvent,
  ContextEvent,
  CreatedEvent,
  EndedEvent,
  LimitEvent,
  MessageEvent,
  NoteEvent,
  PromptEvent,
  Provenance,
  ReplyEvent,
  ResumedEvent,
  ShutdownEvent,
  SurvivorsEvent,
  TimerEvent,
  TrailEvent,
  WithdrawnEvent,
} from './trail/events.js';
export type { Limit } from './trail/limit.js';
export type { MessageLog } from './trail/message-log.js';
export type { Prompt, PromptTerms } from './trail/prompt.js';
export type { OutcomeProvenance } from './trail/provenance.js';
export type { DecidedBy, PastAttempt, StepChange, StepRecord, Survivor } from './trail/record.js';
export { type Applied, type Folded, Trail } from './trail/trail.js';
export { TrailStep } from './trail/trail-step.js';
export type { WaitsFor } from './trail/waits-for.js';
export {
  type Cause,
  type EngineRow,
  type StateMeaning,
  TRANSITIONS,
  type TransitionRow,
  type TransitionTable,
} from './transitions.js';
