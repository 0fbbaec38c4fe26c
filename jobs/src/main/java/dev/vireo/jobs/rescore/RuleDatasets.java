package dev.vireo.jobs.rescore;

import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;

/**
 * What a rule makes of an iteration. It travels with Spark tasks.
 *
 * @param rewards its own; null where it takes the stored ones, as no Optional travels
 * @param advantages its advantages
 */
record RuleDatasets(DatasetHandle<Rewards> rewards, DatasetHandle<Advantages> advantages)
    implements Serializable {}
