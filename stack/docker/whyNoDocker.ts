import { lookOnPath } from '../native/sources/executable';
import { reasonOf } from '../native/reasonOf';
import { run } from '../native/run';

/** An engine that is there answers at once; one that is not must not hold up the demo. */
const ANSWER_MS = 5_000;
const REGISTRY_MS = 10_000;

/** Images of the stack that this engine does not have. */
async function missingImages(docker: string, images: readonly string[], env: NodeJS.ProcessEnv): Promise<string[]> {
  const known = await Promise.all(
    images.map((image) =>
      run(docker, ['image', 'inspect', '--format', '{{.Id}}', image], { env, timeoutMs: ANSWER_MS }).then(
        () => true,
        // Docker ends with 1 when it does not know the image: that is the answer.
        () => false
      )
    )
  );
  return images.filter((_image, index) => known[index] === false);
}

/**
 * Why the stack cannot run in containers here, in a few words; undefined where it can. Looks for an engine
 * that answers, for compose, and for the images: there, or to be had from their registries.
 */
export async function whyNoDocker(images: readonly string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const docker = lookOnPath('docker', env);
  if (docker === undefined) {
    return 'there is no docker on the PATH';
  }
  const ask = (args: string[], timeoutMs = ANSWER_MS) => run(docker, args, { env, timeoutMs });
  try {
    await ask(['info', '--format', '{{.ServerVersion}}']);
  } catch (error) {
    return `no Docker engine answers (${firstSentence(error)})`;
  }
  try {
    await ask(['compose', 'version', '--short']);
  } catch (error) {
    return `docker has no compose (${firstSentence(error)})`;
  }
  const [missing] = await missingImages(docker, images, env);
  if (missing !== undefined) {
    try {
      await ask(['manifest', 'inspect', missing], REGISTRY_MS);
    } catch (error) {
      return `${missing} cannot be pulled (${firstSentence(error)})`;
    }
  }
  return undefined;
}

function firstSentence(error: unknown): string {
  const message = reasonOf(error).replace(/^docker [^:]*: /, '');
  return message.split(/[.\n|]/)[0] ?? message;
}
