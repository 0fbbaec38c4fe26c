package dev.vireo.benchmarks.exchange;

import dev.vireo.jobs.policy.PolicyForm;
import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.jobs.training.BroadcastParameters;
import dev.vireo.jobs.training.DriverFold;
import dev.vireo.jobs.training.ExchangeChoice;
import dev.vireo.jobs.training.GradientExchange;
import dev.vireo.jobs.training.ShardGradient;
import dev.vireo.jobs.training.SliceFold;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.training.AdamW;
import dev.vireo.models.training.AdamWSettings;
import dev.vireo.pipelines.spark.SparkSessions;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The driver process of one cell; its arguments are the cell's. Prints a line a repetition. */
final class ExchangeProcess {
  private static final int HIDDEN = 64;

  private ExchangeProcess() {}

  public static void main(String[] arguments) throws IOException {
    Cell cell = Cell.of(arguments);
    ModelConfig config = config(cell.parameters());
    ParameterSet values = ParameterSet.zeros(ParameterLayout.of(config, new LanguageModelHead()));
    try (SparkSession session = open(cell.exchange())) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      GradientExchange exchange = exchange(cell.exchange(), spark);
      List<MadeUpGradient> shards =
          IntStream.range(0, cell.shards())
              .mapToObj(shard -> new MadeUpGradient(shard, values.sizes()))
              .toList();
      PolicyForm form = new PolicyForm.FullModel(config, new LanguageModelHead(), null);
      AdamW optimizer = new AdamW(AdamWSettings.defaults(), OptimizerState.initial(values));
      for (int repetition = 0; repetition <= cell.repetitions(); repetition++) {
        DriverWork before = DriverWork.now();
        double collecting = DriverWork.collectingSeconds();
        long start = System.nanoTime();
        ShardGradient total;
        long sent;
        try (BroadcastParameters out = BroadcastParameters.send(spark, form, values)) {
          sent = System.nanoTime();
          total = exchange.sum("step " + repetition, new FetchedParameters(out), shards);
        }
        long summed = System.nanoTime();
        DriverWork work = DriverWork.now().since(before);
        collecting = DriverWork.collectingSeconds() - collecting;
        long folded = System.nanoTime();
        optimizer.step(values, total.gradient());
        long stepped = System.nanoTime();
        if (repetition > 0) {
          System.out.println(
              new Repetition(
                      cell.exchange(),
                      Math.toIntExact(values.size()),
                      cell.executors(),
                      cell.shards(),
                      (sent - start) * 1e-9,
                      (summed - sent) * 1e-9,
                      total.sums().sum(FetchedParameters.FETCHING),
                      total.sums().sum(MadeUpGradient.FILLING),
                      work.seconds(DriverWork.PACK),
                      work.seconds(DriverWork.NETWORK),
                      work.seconds(DriverWork.UNPACK),
                      work.seconds(DriverWork.FOLD),
                      work.seconds(DriverWork.OTHER),
                      collecting,
                      (stepped - folded) * 1e-9,
                      work.written(),
                      work.read(),
                      DriverWork.peakHeapBytes(),
                      DriverWork.peakResidentBytes(),
                      total.gradient().hashCode())
                  .line());
        }
      }
    }
  }

  /** With what a run of that exchange sets, shuffles without compression among it. */
  private static SparkSession open(String exchange) {
    return SparkSessions.open(
        "gradient exchange",
        DeviceChoice.AUTO,
        FloatFormat.FLOAT32,
        ExchangeChoice.valueOf(exchange.toUpperCase(Locale.ROOT)));
  }

  private static GradientExchange exchange(String name, JavaSparkContext spark) {
    return switch (name) {
      case "driver" -> new DriverFold(spark);
      case "slices" -> new SliceFold(spark);
      default -> throw new IllegalArgumentException("There is no exchange " + name);
    };
  }

  /** A shape of about so many parameters, nearly all of them the embedding's. */
  private static ModelConfig config(int parameters) {
    int vocabulary = Math.max(8, parameters / HIDDEN - 400);
    return ModelConfig.builder(Architecture.LLAMA)
        .vocabularySize(vocabulary)
        .hiddenSize(HIDDEN)
        .layers(1)
        .heads(1)
        .keyValueHeads(1)
        .headDim(HIDDEN)
        .intermediateSize(HIDDEN)
        .contextLength(8)
        .tiedEmbeddings(true)
        .eosTokenIds(0)
        .padTokenId(0)
        .build();
  }
}
