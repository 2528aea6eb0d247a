// Runs the tests that need no editor.
import { compileTests, runTests } from './tools.mjs';

runTests(await compileTests('unit', '.test.ts'));
