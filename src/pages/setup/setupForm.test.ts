import { DOCKER } from '../../signals/conventions';
import { changesOf, formOf, settingsOf, whyNotStored, withCorrected, type SetupForm } from './setupForm';

const WRONG_RULE = { ...DOCKER, hostNames: 'upper-case' };
const DERIVED = [{ name: 'nothing that this version can read' }];

const STORED = {
  configured: true,
  prometheusUid: 'p1',
  conventions: DOCKER,
  nginxBehind: [{ address: '10.0.0.9:80', host: 'web-1', container: 'shop' }],
  logBudgetMegabytes: 100,
  locations: [{ name: 'Oslo', prometheusUid: 'p2', lokiUid: 'l2', conventions: { ...DOCKER, hostNames: 'as-is' } }],
  provisioned: true,
  later: { anything: 1 },
};

const withMain = (form: SetupForm, part: Partial<SetupForm['main']>): SetupForm => ({
  ...form,
  main: { ...form.main, ...part },
});

describe('the form of Setup', () => {
  it('changes nothing where nothing was touched', () => {
    expect(changesOf(STORED, formOf(STORED))).toEqual({});
    expect(changesOf({}, formOf({}))).toEqual({});
  });

  it('changes the fields that were touched, and no other', () => {
    const form = { ...withMain(formOf(STORED), { prometheusUid: '', lokiUid: 'l9' }), budget: '' };
    expect(changesOf(STORED, form)).toEqual({
      prometheusUid: undefined,
      lokiUid: 'l9',
      logBudgetMegabytes: undefined,
    });
  });

  it('holds the conventions and host names of another location, and changes them', () => {
    const form = formOf(STORED);
    const [oslo] = form.others;
    expect(JSON.parse(oslo?.conventions ?? '')).toEqual(STORED.locations[0]?.conventions);
    const changed = { ...form, others: form.others.map((one) => ({ ...one, conventions: JSON.stringify(DOCKER) })) };
    expect(changesOf(STORED, changed)).toEqual({ locations: [{ ...STORED.locations[0], conventions: DOCKER }] });
  });

  describe('of settings of which a part cannot be read', () => {
    const stored = { ...STORED, conventions: WRONG_RULE, nginx: { access: 3 }, derivedMetrics: DERIVED };
    const form = formOf(stored);

    it('holds every part that can', () => {
      expect(settingsOf(form)).toMatchObject({
        prometheusUid: 'p1',
        nginxBehind: STORED.nginxBehind,
        logBudgetMegabytes: 100,
        locations: STORED.locations,
      });
    });

    it('holds conventions as they are stored, says what is wrong, and is not stored before that is mended', () => {
      expect(JSON.parse(form.main.conventions)).toEqual(WRONG_RULE);
      expect(whyNotStored(form)).toEqual([expect.stringMatching(/^the main location/)]);
    });

    it('holds other fields as text, with what is wrong in them', () => {
      expect(form.wrong.map(({ field }) => field)).toEqual(['nginx', 'derivedMetrics']);
      expect(form.wrong[0]).toMatchObject({
        text: '{\n  "access": 3\n}',
        message: expect.stringContaining('nginx.access'),
      });
    });

    it('leaves stored what was neither corrected nor dropped, whatever is typed in its place', () => {
      const mended = withMain(form, { conventions: JSON.stringify(DOCKER) });
      expect(changesOf(stored, mended)).toEqual({ conventions: DOCKER });
      const dropped = { ...mended, wrong: mended.wrong.filter(({ field }) => field !== 'nginx') };
      expect(changesOf(stored, dropped)).toEqual({ conventions: DOCKER, nginx: undefined });
    });

    it('takes what was corrected, also of another page', () => {
      const nginx = {
        access: {
          matchers: [{ label: 'job', op: '=', value: 'nginx' }],
          format: { kind: 'combined', appended: [] },
          labels: {},
        },
      };
      const mended = withCorrected(
        withCorrected(withMain(form, { conventions: '' }), 'derivedMetrics', '[]'),
        'nginx',
        JSON.stringify(nginx)
      );
      expect(mended.wrong).toEqual([]);
      expect(mended.main.drafts).toHaveLength(1);
      expect(changesOf(stored, mended)).toMatchObject({ conventions: undefined, derivedMetrics: [], nginx });
    });

    it('says anew what is wrong with what was typed', () => {
      const typed = '{"access":4 }';
      expect(withCorrected(form, 'nginx', typed).wrong).toEqual([
        { field: 'nginx', text: typed, message: expect.stringContaining('nginx.access') },
        expect.objectContaining({ field: 'derivedMetrics' }),
      ]);
      expect(() => withCorrected(form, 'nginx', '{')).toThrow(SyntaxError);
    });
  });

  it('holds a location whose conventions cannot be read', () => {
    const stored = { locations: [{ name: 'Oslo', lokiUid: 'l2', conventions: WRONG_RULE }] };
    const form = formOf(stored);
    expect(form.wrong).toEqual([]);
    expect(form.others[0]?.conventions).toContain('upper-case');
    expect(whyNotStored(form)).toEqual([expect.stringMatching(/^Oslo: something in it/)]);
  });

  test.each([
    ['without a data source', [{ name: 'Oslo' }], /Oslo: A location has only the data sources that it names/],
    ['called like all of them', [{ name: '*', lokiUid: 'l' }], /means all locations/],
    [
      'without a name',
      [
        { name: 'Oslo', lokiUid: 'l' },
        { name: 'Oslo', lokiUid: 'l' },
      ],
      /Two locations have one name/,
    ],
  ])('is not stored with a location %s', (_what, others, why) => {
    const form = formOf({ locations: [] });
    const places = others.map((one) => ({ ...form.main, lokiUid: '', ...one }));
    expect(whyNotStored({ ...form, others: places })[0]).toMatch(why);
  });
});
