export { subjectText } from '../../checks/subjectText';
export { subjectUrl } from '../../components/findings/subjectUrl';
