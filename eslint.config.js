import { readdirSync } from 'node:fs'
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript'
import { importX } from 'eslint-plugin-import-x'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

// The nouns are read from the folder, so that a new one is fenced the day it is made.
const FACES = 'client/faces'
const MACHINERY = ['faces', 'live', 'map', 'chart', 'ui', 'public', 'outbox']
const folders = readdirSync('client', { withFileTypes: true })
  .filter((e) => e.isDirectory())
  .map((e) => e.name)
const nouns = folders.filter((name) => !MACHINERY.includes(name))

const zone = (target, from, message, except = []) => ({ target: `./${target}`, from: `./${from}`, message, except })

const SQL = String.raw`/^\s*(select\s[\s\S]+\sfrom\s|insert\s+(or\s+\w+\s+)?into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(table|index|virtual|trigger)\s|pragma\s)/i`
const sql = [
  { selector: `Literal[value=${SQL}]`, message: 'SQL lives in server/store only.' },
  { selector: `TemplateElement[value.raw=${SQL}]`, message: 'SQL lives in server/store only.' },
]
const html = [
  {
    selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML|setHTML|setHTMLUnsafe)$/]',
    message: 'No HTML from text: make elements.',
  },
  { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: 'No HTML from text: make elements.' },
]
const env = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'process.env is read in entry files only; pass the value in.',
}
const noDefault = { selector: 'ExportDefaultDeclaration', message: 'No default exports.' }
const noEnum = { selector: 'TSEnumDeclaration', message: 'No enum: a zod enum or a const table.' }
const barrel = { selector: 'Program > ExportAllDeclaration', message: 'No barrels: import from where it lives.' }
const everywhere = [noDefault, noEnum, barrel, ...html]

const ENTRY = [
  'server/main.ts',
  'server/commands/*.ts',
  'fixtures/worlds/main.ts',
  'fixtures/bench/**/*.ts',
  'fixtures/*.ts',
  'fixtures/journeys/**/*.ts',
]
const maplibre = { group: ['maplibre-gl', 'maplibre-gl/*'], message: 'maplibre-gl is met in client/map and *-layer.ts only.' }
const vendors = {
  group: ['aedes', 'mqtt', '@e965/xlsx', 'csv-parse', 'csv-parse/*', 'iconv-lite'],
  message: "A vendor's words end in server/feeds.",
}
const sqlite = { group: ['better-sqlite3'], message: 'SQLite lives in server/store only.' }
const alias = { regex: '^[@~]/', message: 'No path aliases.' }
const imports = (...patterns) => ['error', { patterns: [alias, ...patterns] }]

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'data', 'client/public'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver()],
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
    },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            zone('shared', 'server', 'shared/ knows nobody.'),
            zone('shared', 'client', 'shared/ knows nobody.'),
            ...['shared', 'server', 'client'].map((side) =>
              zone(side, 'fixtures', 'Fixtures know the product; the product does not know fixtures.'),
            ),
            zone('client', 'server', 'The client meets the server only through shared/.'),
            zone('server', 'client', 'The server meets the client only through shared/.'),
            ...nouns.flatMap((noun) => [
              zone(`client/${noun}`, FACES, 'A noun does not know the face that shows it.'),
              ...nouns.filter((other) => other !== noun).map((other) => zone(`client/${noun}`, `client/${other}`, 'Nouns meet on a face.')),
            ]),
            ...['live', 'map', 'chart', 'ui'].flatMap((part) => [
              zone(`client/${part}`, FACES, 'Machinery knows no face.'),
              ...nouns.map((noun) => zone(`client/${part}`, `client/${noun}`, 'Machinery knows no noun.')),
            ]),
          ],
        },
      ],
      'no-restricted-imports': imports(maplibre, vendors, sqlite),
      'no-restricted-syntax': ['error', ...everywhere, ...sql, env],
    },
  },
  { files: ['client/map/**/*', 'client/**/*-layer.ts'], rules: { 'no-restricted-imports': imports(vendors, sqlite) } },
  { files: ['server/feeds/**/*', 'server/xlsx*.ts'], rules: { 'no-restricted-imports': imports(maplibre, sqlite) } },
  {
    files: ['server/store/**/*'],
    rules: { 'no-restricted-imports': imports(maplibre, vendors), 'no-restricted-syntax': ['error', ...everywhere, env] },
  },
  { files: ENTRY, rules: { 'no-restricted-syntax': ['error', ...everywhere, ...sql], 'no-restricted-imports': imports(maplibre) } },
  { files: ['fixtures/**/*'], rules: { 'no-restricted-imports': 'off', 'no-restricted-syntax': ['error', ...everywhere] } },
  // A test may use the builders; what it tests may not.
  {
    files: ['server/**/*.test.ts'],
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: [zone('server', 'client', 'The server meets the client only through shared/.')] }],
    },
  },
  { files: ['vite.config.ts', 'vitest.config.ts', '*.config.js'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['client/**/*.tsx', 'client/**/*.ts'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error' },
  },
  {
    files: ['shared/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(?!\\.{1,2}/|zod$)', message: 'shared/ imports zod and shared/ only.' }] },
      ],
      'no-restricted-globals': ['error', 'window', 'document', 'process', 'fetch', 'setTimeout', 'setInterval', 'crypto'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Pass the time in.' },
        { object: 'Math', property: 'random', message: 'Pass chance in.' },
      ],
      'no-restricted-syntax': [
        'error',
        ...everywhere,
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Pass the time in.' },
      ],
    },
  },
  // A test may use the fixtures' builders and a real server, whichever side it stands on.
  {
    files: ['**/*.test.ts', '**/*.e2e.ts'],
    rules: { 'no-restricted-imports': 'off', 'import-x/no-restricted-paths': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
)
