import { removeRunDirectory } from './runDirectory';

export default removeRunDirectory;
