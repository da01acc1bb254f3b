import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, ClipboardButton, Stack, useStyles2 } from '@grafana/ui';

/** A file's text, to be read, copied and downloaded. */
export function YamlView({ name, about, text }: { name: string; about: string; text: string }) {
  const styles = useStyles2(getStyles);
  const download = () => {
    const url = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <details className={styles.details}>
      <summary>
        {name} <span className={styles.about}>{about}</span>
      </summary>
      <Stack direction="row" gap={1}>
        <Button size="sm" variant="secondary" icon="download-alt" onClick={download}>
          Download
        </Button>
        <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => text}>
          Copy
        </ClipboardButton>
      </Stack>
      <pre className={styles.text} tabIndex={0} aria-label={name}>
        {text}
      </pre>
    </details>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  details: css({ summary: { cursor: 'pointer', padding: theme.spacing(0.5, 0) } }),
  about: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  text: css({
    maxHeight: 480,
    overflow: 'auto',
    fontSize: theme.typography.bodySmall.fontSize,
    marginTop: theme.spacing(1),
  }),
});
