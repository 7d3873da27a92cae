// oxlint plugin: the layer rules of layers.ts as lint rules. It checks one file at a time and reads no other file; import/no-cycle finds
// cycles. It has a default export, because the linter loads plugins that way.

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
