/** @jest-environment node */
import { unzipFile } from './unzipFile';

/** A zip of one deflated file `loki-linux-amd64` that holds four times `#!/bin/sh\nexit 0\n`, made by Python's zipfile. */
const ARCHIVE = Buffer.from(
  'UEsDBBQAAAAIAIC0dl1Ainp2FgAAAEQAAAAQAAAAbG9raS1saW51eC1hbWQ2NFNW1E/KzNMvzuBKrcgsUTDgUiZdAABQSwECFAMUAAAACACAtHZdQIp6dhYAAABEAAAAEAAAAAAAAAAAAAAAgAEAAAAAbG9raS1saW51eC1hbWQ2NFBLBQYAAAAAAQABAD4AAABEAAAAAAA=',
  'base64'
);

describe('unzipFile', () => {
  it('takes a compressed file out of an archive', () => {
    expect(unzipFile(ARCHIVE, (name) => name.startsWith('loki')).toString()).toBe('#!/bin/sh\nexit 0\n'.repeat(4));
  });

  it('says when the file is not there, and when it is no archive', () => {
    expect(() => unzipFile(ARCHIVE, () => false)).toThrow('the file is not in the zip archive');
    expect(() => unzipFile(Buffer.from('no archive at all, and long enough'), () => true)).toThrow('no zip archive');
  });
});
