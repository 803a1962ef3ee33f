// Writes docs/events.md from the catalogue of events in the sources of layer1, and from the records of a trail to which each of them
// happens; with `--print` it prints the page instead. A test of `autotrail` compares the two.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { exampleRecords } from './example-records.mjs';
import { root } from './workspace.mjs';

const SOURCES = 'packages/layer1/src';

/** Where the types stand that the fields of events have. */
const TYPE_FILES = [
  'ports/journal.ts',
  'trail/record.ts',
  'trail/prompt.ts',
  'trail/limit.ts',
  'trail/effects.ts',
  'trail/attempt-fate.ts',
  'trail/definition-image.ts',
  'process-ref.ts',
  'action.ts',
];

/** Why a step is where it is. The words are those of the type `Cause`; the sentences stand here. */
const CAUSES = {
  operator: 'An operator wanted it so.',
  condition: 'A condition above the step has failed, and with it what is below.',
  failure: 'Its attempt has failed.',
  timeout: 'Its attempt has taken too long, which counts as failed.',
  timer: 'It waits for a time, to be tried again; or the time to answer it was over, and it was left out.',
  slot: 'It waits until an attempt of another step ends, because of a limit.',
  unreachable: 'It is there for the failure of a step that was given up or cannot be reached.',
  shutdown: 'The server was shut down while an attempt was under way.',
  'previous attempt ending': 'It waits for an attempt before that was ended and is not gone yet.',
  'server lost': 'The server was lost while an attempt was under way.',
};

const INTRODUCTION = `# Events

Everything that happens to a trail is an event, and what happens to it by an event follows from that and from its time alone. Each is
told in one record: a line of the journal, a document of \`autotrail history --json\`, what \`client.history()\` and \`client.events()\` give,
what the call \`history\` answers, and what a subscriber is pushed ([protocol.md](protocol.md)). Events of a later version may have other
types and more fields: leave alone what you do not know.

\`\`\`js
for await (const event of client.events({ from: 0 })) console.log(event); // all that has happened, then what happens
\`\`\`

In a terminal: \`autotrail history --follow\`. A reader of \`client.events()\` without \`from\` who does not keep up finds
\`{"gap": {"from", "to"}}\` in place of the revisions that were missed.

This page is written by \`node scripts/write-event-docs.mjs\`. The examples are records of one run, some left out.
`;

const examples = new Map((await exampleRecords()).map((record) => [record.event.type, record]));
const page = [INTRODUCTION, recordSection(), eventSections(), causeSection(), typeSection()].join('\n');
if (process.argv.includes('--print')) process.stdout.write(page);
else writeFileSync(join(root, 'docs/events.md'), page);

function recordSection() {
  return `## A record\n\n${fieldTable(recordFields())}`;
}

function recordFields() {
  return interfacesOf('ports/journal.ts').find(({ name }) => name === 'JournalRecord').fields;
}

function eventSections() {
  return catalogue()
    .map(({ type, sentence, fields }) => {
      const record = examples.get(type);
      if (record === undefined) throw new Error(`scripts/example-records.mjs has no example of the event ${type}.`);
      checkFields(record.event, fields);
      return `## ${type}\n\n${sentence}\n\n${fieldTable(fields)}\n\`\`\`json\n${recordText(record)}\n\`\`\`\n`;
    })
    .join('\n');
}

/** A record on a few lines. */
function recordText({ event, changes, ...head }) {
  const shown = Object.entries(head)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(', ');
  const list = changes.length === 0 ? '[]' : `[\n    ${changes.map((change) => JSON.stringify(change)).join(',\n    ')}\n  ]`;
  return `{\n  ${shown},\n  "event": ${JSON.stringify(event)},\n  "changes": ${list}\n}`;
}

function causeSection() {
  const words = causeWords();
  const unknown = Object.keys(CAUSES).filter((cause) => !words.includes(cause));
  if (unknown.length > 0) throw new Error(`There is no cause ${unknown}: remove it from scripts/write-event-docs.mjs.`);
  const rows = words.map((cause) => {
    if (!Object.hasOwn(CAUSES, cause)) throw new Error(`scripts/write-event-docs.mjs has no sentence for the cause ${cause}.`);
    return `| \`${cause}\` | ${CAUSES[cause]} |`;
  });
  const sentence =
    'The `cause` among the changes of a step says why it is in its state. A table of your own may have more of them.';
  return `## Causes\n\n${sentence}\n\n| cause | means |\n| --- | --- |\n${rows.join('\n')}\n`;
}

/** The declarations of the types that fields have, and of those that these are made of. */
function typeSection() {
  const declared = new Map(TYPE_FILES.flatMap((file) => declarationsOf(file)));
  const found = new Set();
  const collect = (text) => {
    for (const [name] of text.matchAll(/\b[A-Z]\w+\b/g)) {
      if (found.has(name) || !declared.has(name)) continue;
      found.add(name);
      collect(declared.get(name));
    }
  };
  for (const { typeText } of [...recordFields(), ...catalogue().flatMap(({ fields }) => fields)]) collect(typeText);
  const texts = [...found].sort().map((name) => declared.get(name).replace(/\breadonly /g, ''));
  return `## Types of fields\n\n\`\`\`ts\n${texts.join('\n\n')}\n\`\`\`\n`;
}

/** Every event: its type, what it says, and its fields. */
function catalogue() {
  const interfaces = ['trail/events.ts', 'trail/prompt.ts', 'trail/limit.ts'].flatMap(interfacesOf);
  const events = interfaces.filter(({ fields }) => fields[0]?.name === 'type');
  return events.map(({ name, sentence, bases, fields: [type, ...own] }) => {
    const inherited = interfaces.filter((one) => bases.includes(one.name)).flatMap(({ fields }) => fields);
    if (sentence === '') throw new Error(`${name} has no sentence.`);
    return { type: type.typeText.slice(1, -1), sentence, fields: [...own, ...inherited] };
  });
}

function checkFields(event, fields) {
  const { type, ...given } = event;
  const strange = Object.keys(given).filter((key) => !fields.some(({ name }) => name === key));
  const missing = fields.filter(({ name, isOptional }) => !isOptional && !Object.hasOwn(given, name)).map(({ name }) => name);
  if (strange.length + missing.length > 0)
    throw new Error(`The example of ${type} lacks [${missing}], and has [${strange}] more.`);
}

function fieldTable(fields) {
  if (fields.length === 0) return 'No fields.\n';
  const rows = fields.map(({ name, typeText, sentence, isOptional }) => {
    if (sentence === '') throw new Error(`The field ${name} has no sentence.`);
    return `| \`${name}\`${isOptional ? ' (may be missing)' : ''} | \`${cell(typeText)}\` | ${cell(sentence)} |`;
  });
  return `| field | type | what it says |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

function interfacesOf(file) {
  const source = parse(file);
  return source.statements.filter(ts.isInterfaceDeclaration).map((node) => ({
    name: node.name.text,
    sentence: sentenceOf(node),
    bases: (node.heritageClauses ?? []).flatMap(({ types }) => types.map((type) => type.getText(source))),
    fields: node.members.filter(ts.isPropertySignature).map((member) => ({
      name: member.name.getText(source),
      typeText: member.type
        .getText(source)
        .replace(/\breadonly /g, '')
        .replace(/\s+/g, ' '),
      sentence: sentenceOf(member),
      isOptional: member.questionToken !== undefined,
    })),
  }));
}

function declarationsOf(file) {
  const source = parse(file);
  return source.statements
    .filter((node) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
    .map((node) => [
      node.name.text,
      source.text.slice(node.jsDoc?.at(-1)?.pos ?? node.getStart(source), node.end).replace('export ', ''),
    ]);
}

function causeWords() {
  const source = parse('transitions.ts');
  const cause = source.statements.find((node) => ts.isTypeAliasDeclaration(node) && node.name.text === 'Cause');
  return cause.type.types.filter(ts.isLiteralTypeNode).map(({ literal }) => literal.text);
}

function parse(file) {
  return ts.createSourceFile(file, readFileSync(join(root, SOURCES, file), 'utf8'), ts.ScriptTarget.Latest, true);
}

function sentenceOf(node) {
  const text = ts.getTextOfJSDocComment(node.jsDoc?.at(-1)?.comment) ?? '';
  return text.replace(/\s+/g, ' ').trim();
}

/** A bar would end a cell. */
function cell(text) {
  return text.replaceAll('|', '\\|');
}
