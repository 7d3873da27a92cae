// oxlint plugin: the layer rules of layers.ts as lint rules. It looks at one file at a time and reads no other file; cycles
// are import/no-cycle's business. A default export, because that is how the linter loads a plugin.

import { openingCommentRule } from './rule-opening-comment.ts';
import { layersRule } from './rule-layers.ts';
import { processRule } from './rule-process.ts';
import { purityRule } from './rule-purity.ts';

export default {
  meta: { name: 'docket' },
  rules: {
    layers: layersRule,
    purity: purityRule,
    process: processRule,
    'opening-comment': openingCommentRule,
  },
};
