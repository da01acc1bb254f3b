import { createRunDirectory } from './runDirectory';

/** What is made during a run, and shared by its test files, has one folder. */
export default createRunDirectory;
