import js from '@eslint/js'
import tseslint from 'typescript-eslint'

/** What only adapters and the composition root may import: everything else gets a Host. */
const effects = ['execa', 'fs-extra', 'winston', 'yargs', '@azure/identity', 'openpgp']

/** Whoever takes it from the package itself may build a schema before it is told how. */
const schemas = { name: 'zod', message: 'Import it from core/zod.ts.' }

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', '.cache/'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      'max-depth': ['error', 3],
      'max-params': ['error', 4],
      'no-else-return': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union or an `as const` table.' },
      ],
    },
  },
  {
    files: ['src/**'],
    ignores: ['src/adapters/**', 'src/main.ts', 'src/cli.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: [...effects, schemas], patterns: ['node:*'] }],
      'no-restricted-properties': [
        'error',
        { object: 'Promise', property: 'all', message: 'Leaves the rest running when one fails: together().' },
      ],
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', 'fetch', 'console'],
    },
  },
  {
    // Adapters meet untyped edges; tests build deliberately wrong values.
    files: ['src/adapters/**', 'test/**', 'scripts/**', 'simulation/**'],
    rules: { '@typescript-eslint/consistent-type-assertions': 'off' },
  },
  {
    files: ['src/core/zod.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['src/core/together.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['test/**', 'scripts/**', 'bench/**'],
    rules: {
      'max-params': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.config.ts', 'eslint.config.js'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  { files: ['**/*.js', '**/*.cjs', '**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
)
