// One rule set for all web packages. Formatting is left to the editor; these rules catch mistakes.
import js from '@eslint/js'
import globals from 'globals'
import tseslint from 'typescript-eslint'
import vue from 'eslint-plugin-vue'

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/schema.d.ts', 'e2e/shots/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  ...vue.configs['flat/essential'],
  {
    files: ['**/*.{js,ts,tsx,mjs,vue}'],
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      // `!= null` means neither null nor undefined, which is what JSON's missing fields need.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': ['error', { allow: ['warn', 'error'] }],
      // The compiler already knows what exists, and knows types, which this rule does not.
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true }],
    },
  },
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.vue'] } },
    rules: {
      'vue/multi-word-component-names': 'off',
      // Server text is never markup.
      'vue/no-v-html': 'error',
      'vue/max-lines-per-block': ['error', { template: 250, script: 250, skipBlankLines: true }],
      // `style-src 'self'` forbids style attributes in markup; a bound style goes through the DOM and is allowed.
      'vue/no-static-inline-styles': 'error',
    },
  },
  // Scripts of tests and builds talk to the terminal.
  { files: ['e2e/**', '**/scripts/**'], rules: { 'no-console': 'off' } },
)
