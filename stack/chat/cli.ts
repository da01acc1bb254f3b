/** The chat service: `npm run chat`. What it can be told stands in stack/chat/README.md. */
import { chatSettings, ChatSettingsError } from './settings';
import { startChat } from './startChat';

async function main(): Promise<void> {
  const chat = await startChat(chatSettings(process.env));
  const end = () => {
    chat.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      }
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

main().catch((error: unknown) => {
  console.error(error instanceof ChatSettingsError ? error.message : error);
  process.exitCode = 1;
});
