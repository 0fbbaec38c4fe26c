package dev.vireo.pipelines.mllib;

import dev.vireo.jobs.data.preferences.PreferenceReader;
import dev.vireo.jobs.rewards.mllib.MllibReport;
import dev.vireo.jobs.rewards.mllib.TrainMllibModel;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.pipelines.run.Pipeline;
import dev.vireo.pipelines.run.Reading;
import dev.vireo.pipelines.run.RunRewards;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageResult;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Preference;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunFolders;
import java.util.List;
import java.util.Map;

/** Preferences become a linear reward model. */
public final class MllibPipeline implements Pipeline {

  private final StageContext context;
  private final MllibSettings config;

  MllibPipeline(StageContext context, MllibSettings config) {
    this.context = context;
    this.config = config;
  }

  @Override
  public List<Stage> stages() {
    return List.of(
        Stage.once("shard-preferences")
            .settings("preferences")
            .writes(Datasets.PREFERENCES.name())
            .input("source", "preferences.path: its rows have changed")
            .declares(() -> Reading.of(PreferenceReader.declared(config.preferences())))
            .works(() -> List.of(MllibWork.shardPreferences()))
            .does(none -> StageResult.of(shardPreferences(), Map.of())),
        Stage.once(TrainMllibModel.STAGE)
            .settings("mllib")
            .reads("shard-preferences")
            .writes(RunRewards.MODEL)
            .works(() -> List.of(MllibWork.training(config.mllib())))
            .does(none -> train(shardPreferences())));
  }

  @Override
  public StageResult run() {
    DatasetHandle<Preference> preferences = shardPreferences();
    return train(preferences);
  }

  private DatasetHandle<Preference> shardPreferences() {
    return PreferenceReader.of(config.preferences())
        .run(context.session(), context.run(), context.progress());
  }

  private StageResult train(DatasetHandle<Preference> preferences) {
    TrainMllibModel stage = TrainMllibModel.of(config.mllib());
    takeOver(stage, preferences);
    MllibReport report =
        stage.run(
            context.session(),
            preferences,
            context.run().uri(RunRewards.MODEL),
            context.progress());
    return new StageResult(
        report.directory(),
        Map.of(
            "accuracy/train", report.trainAccuracy(),
            "accuracy/held_out", report.heldOutAccuracy()));
  }

  /** In a fork: takes over the model that the other run has made from the same. */
  private void takeOver(TrainMllibModel stage, DatasetHandle<Preference> preferences) {
    RunDirectory run = context.run();
    if (stage.isIn(context.session(), preferences, run.uri(RunRewards.MODEL))) {
      return;
    }
    run.origin()
        .filter(origin -> stage.isIn(context.session(), preferences, origin.uri(RunRewards.MODEL)))
        .ifPresentOrElse(
            origin -> RunFolders.copy(origin, run, RunRewards.MODEL),
            () -> run.requireOwnWork(TrainMllibModel.STAGE));
  }
}
