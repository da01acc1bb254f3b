import React, { useMemo } from 'react';
import type { TimeRange } from '@grafana/data';
import { config } from '@grafana/runtime';
import type { ChosenCheck } from '../../checks/rules/chosen';
import { chosenList, chosenListText } from '../../checks/rules/chosenText';
import { withKept } from '../../components/alerts/keptLists';
import { useInstallation } from '../../components/InstallationContext';
import { PageFrame } from '../../components/PageFrame';
import { useUrlState } from '../../components/useUrlState';
import { WithNginx } from '../../components/WithNginx';
import { YamlView } from '../../components/YamlView';
import { ChosenList } from './install/ChosenList';
import { ruleFiles, rulesFor } from './install/plan';
import { ruleTargetOf, TARGET_DEFAULTS, targetOf } from './install/target';
import { TargetForm } from './install/TargetForm';
import { WhatChanges } from './install/WhatChanges';

const DEFAULTS = { pick: '', ...TARGET_DEFAULTS };

/** Which checks become rules, where, and what that changes. */
export default function InstallPage() {
  const [{ pick }] = useUrlState(DEFAULTS);
  const picked = useMemo(() => chosenList(pick), [pick]);
  return (
    <PageFrame
      title="Install checks"
      subTitle="Which checks become rules, where, and what that changes."
      parent={{ text: 'Alerts', page: 'alerts' }}
    >
      {({ range }) => (
        <WithNginx time={range.to.valueOf()} needed={picked.some(({ check }) => check.kind === 'nginx')}>
          <Content picked={picked} range={range} />
        </WithNginx>
      )}
    </PageFrame>
  );
}

function Content({ picked, range }: { picked: readonly ChosenCheck[]; range: TimeRange }) {
  const { installation, settings } = useInstallation();
  const [state, onChange] = useUrlState(DEFAULTS);
  const chosen = useMemo(() => picked.map((one) => withKept(one, settings)), [picked, settings]);
  const { target: where, folder, group, receiver } = state;
  const target = useMemo(
    () => targetOf({ target: where, folder, group, receiver }, installation),
    [where, folder, group, receiver, installation]
  );
  const made = useMemo(() => ruleTargetOf(installation, config.appUrl || window.location.origin), [installation]);
  const { rules, leftOut } = useMemo(() => rulesFor(chosen, target, made), [chosen, target, made]);
  return (
    <>
      <ChosenList
        chosen={chosen}
        leftOut={leftOut}
        range={range}
        onChange={(next) => onChange({ pick: chosenListText(next) })}
      />
      <TargetForm state={state} onChange={onChange} />
      {target.kind === 'files' ? (
        ruleFiles(rules, made).map((file) => <YamlView key={file.name} {...file} />)
      ) : (
        <WhatChanges rules={rules} target={target} isNothing={chosen.length === 0} range={range} />
      )}
    </>
  );
}
