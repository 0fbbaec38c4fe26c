package dev.vireo.pipelines.mllib;

import dev.vireo.jobs.data.preferences.PreferenceSettings;
import dev.vireo.jobs.rewards.mllib.MllibTrainingSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.pipelines.run.RunSettings;
import dev.vireo.store.manifest.DecidesNothing;

/**
 * A linear Bradley-Terry reward model, as a YAML file describes it.
 *
 * @param pipeline the kind of run: mllib
 * @param run the run directory: a path or a URI of any Hadoop file system
 * @param seed decides every random choice of the run
 * @param preferences its training data
 * @param mllib how it is trained
 */
public record MllibSettings(
    String pipeline,
    @DecidesNothing String run,
    long seed,
    PreferenceSettings preferences,
    MllibTrainingSettings mllib)
    implements RunSettings {

  /** The name of the pipeline. */
  public static final String NAME = "mllib";

  public MllibSettings {
    RunSettings.requireName(pipeline, NAME);
    run = HomePath.expand(run);
  }

  /** Every default but the run directory and the preferences' path, which have none. */
  public static MllibSettings defaults() {
    return new MllibSettings(
        NAME, null, 17, PreferenceSettings.defaults(), MllibTrainingSettings.defaults());
  }

  @Override
  public void checkPlaces() {
    RunSettings.require("run", run);
    RunSettings.require("preferences.path", preferences.path());
  }

  @Override
  public void check() {}

  @Override
  public MllibPipeline pipeline(StageContext context) {
    return new MllibPipeline(context, this);
  }
}
