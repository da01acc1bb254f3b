import type { VizPanel } from '@grafana/scenes';

/** Wide enough for any number on the axis: panels under each other then have one axis of time. */
const AXIS_WIDTH = 70;

/** The panel with an axis of the same width as others under and above it, whatever its numbers. */
export function withAxis(panel: VizPanel): VizPanel {
  const { fieldConfig } = panel.state;
  const custom = { ...fieldConfig.defaults.custom, axisWidth: AXIS_WIDTH };
  panel.setState({ fieldConfig: { ...fieldConfig, defaults: { ...fieldConfig.defaults, custom } } });
  return panel;
}
