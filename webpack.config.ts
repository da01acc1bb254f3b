import CopyWebpackPlugin from 'copy-webpack-plugin';
import type { Configuration } from 'webpack';
import scaffold, { type Env } from './.config/webpack/webpack.config.ts';

/** The scaffold's build, and what it leaves out: it copies the logos of the app, but not those of the plugin within it. */
const config = async (env: Env): Promise<Configuration> => {
  const base = await scaffold(env);
  const logos = new CopyWebpackPlugin({ patterns: [{ from: 'img/logo.svg', to: 'datasource/img/logo.svg' }] });
  return { ...base, plugins: [...(base.plugins ?? []), logos] };
};

export default config;
