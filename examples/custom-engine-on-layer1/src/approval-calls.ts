import {
  API_CALL_DEFINITIONS,
  type ApiCallDefinition,
  type ApiCallDefinitions,
  type ApiContext,
  answerAffected,
  controlCall,
  matchedSteps,
  type RefusedStep,
  type TrailStep,
  type Validator,
} from '@autotrail/layer1';

const APPROVE = controlCall('approve', (context) => matchedSteps(context).filter((step) => !isOwn(step, context)));

const PERSON: Validator = {
  expected: 'the name of a person',
  isValid: (value) => typeof value === 'string' && value.trim() !== '',
};

/** `approve`: a control call along a row of its own. It leaves alone what belongs to the person who calls, and says so. */
const approve: ApiCallDefinition = {
  ...APPROVE,
  since: 2,
  validators: { ...APPROVE.validators, actor: PERSON },
  postProcessor: (outcome) => answerAffected({ ...outcome, refused: [...outcome.refused, ...ownSteps(outcome)] }),
};

/** AutoTrail's calls, and `approve`. */
export const APPROVAL_CALLS: ApiCallDefinitions = { ...API_CALL_DEFINITIONS, approve };

function isOwn({ tags }: TrailStep, { call }: ApiContext): boolean {
  return tags.owner === call.actor;
}

function ownSteps(context: ApiContext): readonly RefusedStep[] {
  const own = matchedSteps(context).filter((step) => isOwn(step, context));
  const reason = 'nobody approves a step of their own';
  return own.map(({ n, name }) => ({ n, name, state: context.trail.record(n).state, reason }));
}
