import React from 'react';
import { Alert, Button, Field, LoadingPlaceholder, TextArea } from '@grafana/ui';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { Loaded } from '../../components/useLoaded';
import type { ChosenSources } from '../../discovery/chooseSources';
import type { Detected } from '../../discovery/detectConventions';
import type { Conventions } from '../../signals/conventions';
import { BehindSection } from './BehindSection';
import { ConventionsForm } from './ConventionsForm';
import { FoundSection } from './FoundSection';
import { HostNamesSection } from './HostNamesSection';
import { NginxFormatSection } from './NginxFormatSection';
import type { PlaceForm } from './setupForm';
import { SignalsSection } from './SignalsSection';
import { SourcesSection } from './SourcesSection';
import { useNginxLook } from './useSources';

interface Props {
  place: PlaceForm;
  sources: Loaded<ChosenSources>;
  /** The conventions that the data shows, where none are set. */
  look: Loaded<Detected>;
  /** Those by which the data is read now. */
  conventions: Conventions;
  /** What is wrong with the conventions as they are typed. */
  wrong?: string;
  onChange: (part: Partial<PlaceForm>) => void;
}

/** The data of one location: where it is, how it is labelled, and what is seen of it. */
export function DataTab({ place, sources, look, conventions, wrong, onChange }: Props) {
  const prometheus = sources.data?.prometheus.source;
  const loki = sources.data?.loki.source;
  const change = (next: Conventions) => onChange({ conventions: JSON.stringify(next, null, 2) });
  const settled = sources.data !== undefined && !look.loading && !look.problem;
  const nginx = useNginxLook(settled && place.drafts.length === 0, loki, conventions.logs);
  return (
    <>
      <SignalsSection />
      <SourcesSection place={place} sources={sources} conventions={conventions} onChange={onChange} />
      {look.problem && <ProblemNotice problem={look.problem} />}
      {look.loading && <LoadingPlaceholder text="Looking at how your data is labelled…" />}
      {look.data && <FirstLook detected={look.data} onWrite={() => look.data && change(look.data.conventions)} />}
      {(prometheus ?? loki) && settled && (
        <FoundSection
          // What was seen of another location is not of this one.
          key={place.name}
          prometheus={prometheus}
          loki={loki}
          conventions={conventions}
          nginx={nginx}
        />
      )}
      <ConventionsForm key={`conventions of ${place.name}`} conventions={conventions} onChange={change} />
      <HostNamesSection
        key={`hosts of ${place.name}`}
        aliases={conventions.aliases}
        onChange={(aliases) => change({ ...conventions, aliases })}
      />
      <Field
        label="Conventions"
        description="All of it, as JSON. Empty: found out anew each time the pages are opened."
        invalid={wrong !== undefined}
        error={wrong}
        noMargin
      >
        <TextArea
          id="quayside-conventions"
          rows={place.conventions === '' ? 3 : 12}
          spellCheck={false}
          value={place.conventions}
          onChange={(event) => onChange({ conventions: event.currentTarget.value })}
          style={{ fontFamily: 'monospace' }}
        />
      </Field>
      {place.conventions !== '' && (
        <div>
          <Button variant="secondary" icon="search" onClick={() => onChange({ conventions: '' })}>
            Find the conventions out anew
          </Button>
        </div>
      )}
      <NginxFormatSection
        key={`nginx of ${place.name}`}
        source={loki}
        look={nginx}
        drafts={place.drafts}
        onChange={(drafts) => onChange({ drafts })}
      />
      <BehindSection rows={place.behind} onChange={(behind) => onChange({ behind })} />
    </>
  );
}

/** What was found out by itself, and what of it is only assumed. */
function FirstLook({ detected: { metrics, logs, notes }, onWrite }: { detected: Detected; onWrite: () => void }) {
  const title =
    metrics && logs
      ? 'These are the conventions that your data shows'
      : metrics
        ? 'These conventions were found in the metrics; no stream names a container in a known way'
        : logs
          ? 'These conventions were found in the logs; no metrics of containers are there in a known way'
          : 'Nothing in your data fits: these are the conventions of plain Docker, and only assumed';
  return (
    <Alert severity={metrics && logs && notes.length === 0 ? 'info' : 'warning'} title={title}>
      {notes.length > 0 && (
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}.</li>
          ))}
        </ul>
      )}
      <p>
        They are found out anew each time the pages are opened. Correct below what is not right, or write them down as
        they are.
      </p>
      <Button size="sm" variant="secondary" onClick={onWrite}>
        Write them down
      </Button>
    </Alert>
  );
}
