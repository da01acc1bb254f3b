export { YamlView } from '../../../components/YamlView';
