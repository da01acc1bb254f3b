/** @jest-environment node */
import { replacements } from './byGo';

describe('replacements', () => {
  it('takes single lines and blocks, without comments, and leaves out folders beside the module', () => {
    const goMod = `module github.com/grafana/loki/v3

replace github.com/Azure/azure-sdk-for-go => github.com/Azure/azure-sdk-for-go v68.0.0+incompatible // keep

replace (
	github.com/gocql/gocql => github.com/grafana/gocql v0.0.0-20200605141915-ba5dc39ece85
	github.com/grafana/loki/pkg/push => ./pkg/push
)

require example.com/replaced v1.0.0
`;
    expect(replacements(goMod)).toEqual([
      'replace github.com/Azure/azure-sdk-for-go => github.com/Azure/azure-sdk-for-go v68.0.0+incompatible',
      'replace github.com/gocql/gocql => github.com/grafana/gocql v0.0.0-20200605141915-ba5dc39ece85',
    ]);
  });
});
