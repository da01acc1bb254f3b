import type { DataFrame } from '@grafana/data';
import { useTheme2, type UPlotConfigBuilder } from '@grafana/ui';
import React, { useLayoutEffect, useRef } from 'react';

interface Mark {
  time: number;
  timeEnd: number | undefined;
  color: string;
}

/** Draws annotations as dashed vertical lines, and those with an end as a shaded region. Their text is not shown. */
export function AnnotationMarkers({ config, annotations }: { config: UPlotConfigBuilder; annotations?: DataFrame[] }) {
  const theme = useTheme2();
  const marks = useRef<Mark[]>([]);
  const redraw = useRef<() => void>();
  useLayoutEffect(() => {
    marks.current = (annotations ?? []).flatMap((frame) =>
      marksOf(frame, (name) => theme.visualization.getColorByName(name))
    );
    redraw.current?.();
  }, [annotations, theme]);
  useLayoutEffect(() => {
    config.addHook('init', (plot) => {
      redraw.current = () => plot.redraw(false);
    });
    config.addHook('draw', ({ ctx, bbox, valToPos }) => {
      ctx.save();
      ctx.beginPath();
      ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
      ctx.clip();
      for (const { time, timeEnd, color } of marks.current) {
        const x = valToPos(time, 'x', true);
        if (timeEnd !== undefined) {
          ctx.globalAlpha = 0.1;
          ctx.fillStyle = color;
          ctx.fillRect(x, bbox.top, valToPos(timeEnd, 'x', true) - x, bbox.height);
          ctx.globalAlpha = 1;
        }
        ctx.beginPath();
        ctx.strokeStyle = color;
        ctx.lineWidth = 2;
        ctx.setLineDash([5, 5]);
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
      }
      ctx.restore();
    });
  }, [config]);
  return <span hidden data-testid="annotation-markers" />;
}

function marksOf(frame: DataFrame, colorByName: (name: string) => string): Mark[] {
  const column = (name: string) => frame.fields.find((field) => field.name === name)?.values ?? [];
  const [times, ends, colors, regions] = [column('time'), column('timeEnd'), column('color'), column('isRegion')];
  return times.map((time: number, row) => ({
    time,
    timeEnd: regions[row] && typeof ends[row] === 'number' ? (ends[row] as number) : undefined,
    color: colorByName(typeof colors[row] === 'string' ? (colors[row] as string) : 'rgba(0, 211, 255, 1)'),
  }));
}
