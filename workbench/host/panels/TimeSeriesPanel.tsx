import { DashboardCursorSync, EventBusSrv, type PanelProps } from '@grafana/data';
import { PanelDataErrorView } from '@grafana/runtime';
import { TooltipDisplayMode } from '@grafana/schema';
import {
  EventBusPlugin,
  KeyboardPlugin,
  PanelContextProvider,
  TimeSeries,
  TooltipPlugin2,
  usePanelContext,
  XAxisInteractionAreaPlugin,
} from '@grafana/ui';
import React, { useMemo } from 'react';
import { AnnotationMarkers } from './AnnotationMarkers';
import { prepareGraphableFields } from './prepareGraphableFields';
import type { TimeSeriesOptions } from './timeSeriesPlugin';
import { TimeSeriesTooltip } from './TimeSeriesTooltip';

/** How the tooltip picks points, by the names it has inside @grafana/ui: the nearest series, or all at this time. */
const HOVER_ONE = 0;
const HOVER_ALL = 1;

/** Lines, bars and points over time, with legend, tooltip, shared cursor and drag to zoom. */
export function TimeSeriesPanel(props: PanelProps<TimeSeriesOptions>) {
  const { data, fieldConfig, height, id, onChangeTimeRange, options, timeRange, timeZone, width } = props;
  const context = usePanelContext();
  const { eventBus, eventsScope, sync } = context;
  // The exported graph answers hover events of other graphs a second time, after the cursor's own synchronisation, and so
  // hides the cursor of the graph that was just entered. EventBusPlugin does it right: the graph gets a bus without events.
  const graphContext = useMemo(() => ({ ...context, eventBus: new EventBusSrv() }), [context]);
  const cursorSync = sync?.() ?? DashboardCursorSync.Off;
  const frames = useMemo(() => prepareGraphableFields(data.series), [data.series]);
  if (!frames) {
    return <PanelDataErrorView panelId={id} data={data} fieldConfig={fieldConfig} needsTimeField needsNumberField />;
  }
  const zoom = ({ from, to }: { from: number; to: number }) => onChangeTimeRange({ from, to });
  return (
    <PanelContextProvider value={graphContext}>
      <TimeSeries
        frames={frames}
        structureRev={data.structureRev}
        timeRange={timeRange}
        timeZone={timeZone}
        width={width}
        height={height}
        legend={options.legend}
        options={options}
      >
        {(config, alignedFrame) => (
          <>
            <KeyboardPlugin config={config} />
            <XAxisInteractionAreaPlugin config={config} queryZoom={zoom} />
            {cursorSync !== DashboardCursorSync.Off && (
              <EventBusPlugin config={config} eventBus={eventBus} frame={alignedFrame} />
            )}
            {options.tooltip.mode !== TooltipDisplayMode.None && (
              <TooltipPlugin2
                config={config}
                hoverMode={options.tooltip.mode === TooltipDisplayMode.Single ? HOVER_ONE : HOVER_ALL}
                queryZoom={zoom}
                clientZoom
                syncMode={cursorSync}
                syncScope={eventsScope}
                maxWidth={options.tooltip.maxWidth}
                render={(_, dataIdxs, seriesIdx, isPinned, __, ___, viaSync) => (
                  <TimeSeriesTooltip
                    frame={alignedFrame}
                    dataIdxs={dataIdxs}
                    seriesIdx={seriesIdx}
                    isPinned={isPinned}
                    mode={viaSync ? TooltipDisplayMode.Multi : options.tooltip.mode}
                    sort={options.tooltip.sort}
                    hideZeros={options.tooltip.hideZeros ?? false}
                  />
                )}
              />
            )}
            <AnnotationMarkers config={config} annotations={data.annotations} />
          </>
        )}
      </TimeSeries>
    </PanelContextProvider>
  );
}
