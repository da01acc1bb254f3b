export { subjectText, subjectUrl } from '../../components/findings/subjectText';
