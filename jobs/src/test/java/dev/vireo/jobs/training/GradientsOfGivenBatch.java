package dev.vireo.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.policy.PolicyExample;
import dev.vireo.jobs.advantages.AdjustmentTotals;
import dev.vireo.jobs.advantages.AdvantageStageSettings;
import dev.vireo.jobs.policy.PolicyForm;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.json.JsonFiles;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.safetensors.SafetensorsWriter;
import dev.vireo.models.safetensors.TensorSource;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the stages make of a batch that a peer has seen too: no test by itself, so its name keeps it
 * out of every run that does not ask for it. {@code checks/interop/trl_parity.py} and {@code
 * rloo_parity.py} do, with {@code -Dvireo.batch} naming a folder. It holds a model directory {@code
 * model} and {@code batch.json}, which gives the groups and the cases, each with its settings as a
 * configuration spells them; what comes back is {@code results.json} and, for each case, the
 * gradient of its first step.
 */
final class GradientsOfGivenBatch {

  private static final String FOLDER = "vireo.batch";

  @TempDir static Path runs;

  @Test
  void areWrittenBesideIt() throws IOException {
    assertThat(System.getProperty(FOLDER)).as("-D" + FOLDER).isNotNull();
    Path folder = Path.of(System.getProperty(FOLDER));
    JsonNode given = JsonFiles.read(folder.resolve("batch.json"));
    ModelDirectory model = ModelDirectory.open(folder.resolve("model"));
    ObjectNode results = JsonFiles.object();
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .getOrCreate()) {
      for (JsonNode one : given.get("cases")) {
        String name = one.get("name").textValue();
        // Each case has its own settings, and a run keeps to those it began with.
        RunDirectory run = RunDirectory.at(runs.resolve(name));
        StageContext context = new StageContext(spark, run, 1, Progress.NONE);
        GivenBatch batch = new GivenBatch(context, given.get("groups"));
        results.set(name, result(context, batch, model, given, one, folder.resolve(name)));
      }
    }
    Files.write(folder.resolve("results.json"), JsonFiles.print(results));
  }

  /** Loss, metrics and advantages of a case; its gradient goes into a file. */
  private static ObjectNode result(
      StageContext context,
      GivenBatch batch,
      ModelDirectory model,
      JsonNode given,
      JsonNode one,
      Path file)
      throws IOException {
    UpdateSettings update =
        SettingsMapper.mapper().treeToValue(one.get("update"), UpdateSettings.class);
    AdvantageStageSettings advantages =
        SettingsMapper.mapper().treeToValue(one.get("advantages"), AdvantageStageSettings.class);
    Recipe<PolicyExample> recipe =
        batch.recipe(
            advantages,
            update,
            given.get("temperature").doubleValue(),
            given.get("max_completion_length").intValue());
    StepPlanner.Step step = recipe.plan().step(0);
    Loss<PolicyExample> loss = recipe.loss().apply(0);
    ShardGradient sum;
    try (BroadcastParameters parameters =
        BroadcastParameters.send(
            context.spark(),
            new PolicyForm.FullModel(model.config(), model.head(), model.carriedFiles()),
            model.parameters())) {
      sum =
          new DriverFold(context.spark())
              .sum(file.getFileName().toString(), parameters, recipe.gradientTasks(step, loss));
    }
    SafetensorsWriter.write(
        file.resolveSibling(file.getFileName() + ".safetensors"),
        model.layout().parameters().stream()
            .map(p -> new TensorSource(p.name(), p.shape(), sum.gradient().elements(p)))
            .toList(),
        FloatFormat.FLOAT32);
    ObjectNode result = JsonFiles.object();
    loss.metrics(sum.sums(), step.denominators()).forEach(result::put);
    ArrayNode values = result.putArray("advantages");
    DatasetHandle<Advantages> made = batch.advantages(advantages);
    AdjustmentTotals.means(made.manifest().totals()).forEach(result::put);
    made.readAll().stream()
        .flatMap(group -> group.getCompletions().stream())
        .mapToDouble(CompletionAdvantage::getAdvantage)
        .forEach(values::add);
    return result;
  }
}
