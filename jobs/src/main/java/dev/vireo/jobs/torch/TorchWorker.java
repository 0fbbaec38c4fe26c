package dev.vireo.jobs.torch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.TokenStatistic;
import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.jobs.runtime.process.JsonProcess;
import dev.vireo.jobs.runtime.process.ProcessEndedException;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkConf;

/**
 * One worker: it has a model, and gives the outputs of the model's head, takes their derivatives,
 * and makes optimizer steps together with the other workers. Each request has one reply. {@code
 * python/vireo_torch/README.md} has the requests line by line.
 *
 * <p>For one thread at a time. What the user must mend is an {@link InputException}; a worker that
 * ends or hangs is a {@link WorkerLostException}, after which another attempt may do better.
 */
public final class TorchWorker implements AutoCloseable {

  /** A sequence of which outputs are asked, as {@code models.scoring.TokenSequence} has it. */
  public record Sequence(int[] prompt, int[] completion, int[] places) {}

  /**
   * What an update did.
   *
   * @param gradNorm the gradient's global norm before clipping
   * @param learningRate the step's
   */
  public record Update(double gradNorm, double learningRate) {}

  private static final String NAME = "torch worker";

  /**
   * From what size on memory goes back to the system when it is freed. Layers come and go in whole
   * where a model is in parts; by itself the C library raises this to 32 MiB as it sees them, and a
   * worker then held half as much again between the pieces.
   */
  private static final int RETURNED_BYTES = 16 << 20;

  private final TorchSettings settings;
  private final JsonProcess process;
  private final String where;
  private final String device;
  private JsonNode begun = MissingNode.getInstance();

  private TorchWorker(TorchSettings settings, JsonProcess process, String where, String device) {
    this.settings = settings;
    this.process = process;
    this.where = where;
    this.device = device;
  }

  /**
   * Starts one.
   *
   * @param where rank and host, for messages
   * @param device cpu, cuda, or auto
   * @param gpu the GPU that Spark gave the task; empty where it gives none
   * @throws InputException if there is no such Python, or it lacks what the worker needs
   */
  public static TorchWorker start(
      TorchSettings settings, String where, String device, Optional<String> gpu) {
    Path python = Path.of(settings.python());
    ProcessBuilder program =
        new ProcessBuilder(
            // A path is one from here; a name is looked for as a shell does it.
            python.getNameCount() > 1 ? python.toAbsolutePath().toString() : settings.python(),
            "-m",
            WorkerPackage.MODULE);
    Map<String, String> environment = program.environment();
    environment.merge("PYTHONPATH", WorkerPackage.path(), (old, own) -> own + ":" + old);
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("PYTHONHASHSEED", "0");
    environment.put("OMP_NUM_THREADS", Integer.toString(settings.threads()));
    if (settings.sharding() == Sharding.FULL) {
      environment.putIfAbsent("MALLOC_MMAP_THRESHOLD_", Integer.toString(RETURNED_BYTES));
    }
    gpu.ifPresent(address -> environment.put("CUDA_VISIBLE_DEVICES", address));
    TorchWorker worker;
    try {
      worker = new TorchWorker(settings, JsonProcess.start(NAME, program), where, device);
    } catch (IOException e) {
      throw new InputException(
          "cannot start '%s' (%s) for a torch worker (%s): install Python 3.10 or newer with torch and transformers there, or name it in torch.python"
              .formatted(settings.python(), JsonProcess.reason(e), where),
          e);
    }
    try {
      worker.ask(request("check").put("device", device));
      return worker;
    } catch (RuntimeException e) {
      worker.close();
      throw e;
    }
  }

  /** The device that an application's workers compute on: cpu, cuda, or auto. */
  public static String device(SparkConf conf) {
    return switch (DeviceChoice.of(conf)) {
      case CPU -> "cpu";
      case GPU -> "cuda";
      case AUTO -> "auto";
    };
  }

  /**
   * Loads a model and meets the others: all call it, with the same address.
   *
   * @param address host and port at which rank 0 waits
   * @throws InputException if it cannot
   */
  public void begin(WorkerModel model, int rank, String address) {
    begin(model, rank, settings.processes(), address);
  }

  /**
   * Loads all of a model, and meets nobody.
   *
   * @throws InputException if it cannot
   */
  public void beginAlone(WorkerModel model) {
    begin(model, 0, 1, "");
  }

  private void begin(WorkerModel model, int rank, int world, String address) {
    ObjectNode request =
        request("start")
            .put("rank", rank)
            .put("world", world)
            .put("address", address)
            .put("timeout-seconds", settings.timeoutSeconds())
            .put("device", device)
            .put("threads", settings.threads())
            .put("sharding", settings.sharding().name().toLowerCase(Locale.ROOT))
            .put("trained", model.optimizerSettings() != null)
            .put("deterministic", true)
            .put("seed", 0);
    request.setAll((ObjectNode) SettingsMapper.mapper().valueToTree(model));
    begun = ask(request);
  }

  /** Versions of what the worker is made of, and what it promises of the bits. */
  public Map<String, String> environment() {
    Map<String, String> facts = new TreeMap<>();
    begun
        .path("versions")
        .properties()
        .forEach(each -> facts.put(each.getKey(), each.getValue().asText()));
    facts.put("same-bits", begun.path("promise").asText());
    return facts;
  }

  /**
   * A pass forward.
   *
   * @param temperature by which a language model's logits are divided; 0 counts as 1
   * @param statistics of each token's distribution that are measured
   * @param gradient whether {@link #backward} follows
   */
  public Outputs pass(
      List<Sequence> sequences,
      double temperature,
      Set<TokenStatistic> statistics,
      boolean gradient) {
    ObjectNode request = request("pass").put("temperature", temperature).put("gradient", gradient);
    ArrayNode rows = request.putArray("sequences");
    for (Sequence sequence : sequences) {
      rows.addObject()
          .put("prompt", Packed.of(sequence.prompt()))
          .put("completion", Packed.of(sequence.completion()))
          .put("places", Packed.of(sequence.places()));
    }
    ArrayNode names = request.putArray("statistics");
    statistics.forEach(statistic -> names.add(name(statistic)));
    JsonNode reply = ask(request);
    Map<TokenStatistic, double[][]> measured = new EnumMap<>(TokenStatistic.class);
    for (TokenStatistic statistic : statistics) {
      measured.put(statistic, rows(reply, name(statistic), sequences));
    }
    return new Outputs(rows(reply, "outputs", sequences), measured);
  }

  private static double[][] rows(JsonNode reply, String key, List<Sequence> sequences) {
    return Packed.rows(Packed.floats(reply.path(key).asText()), sequences);
  }

  /**
   * Adds to the gradient what the last pass's outputs contribute.
   *
   * @param derivative d loss / d output, as the outputs came
   */
  public void backward(double[][] derivative) {
    ask(request("backward").put("derivative", Packed.of(Packed.flat(derivative))));
  }

  /** A pass that adds nothing, where the others have one more and all must take part. */
  public void idle(boolean gradient) {
    ask(request("idle").put("gradient", gradient));
  }

  /** What each worker's task says, in order of ranks; all call it. */
  public List<String> gather(String text) {
    List<String> texts = new ArrayList<>();
    ask(request("gather").put("text", text))
        .path("texts")
        .forEach(each -> texts.add(each.asText()));
    return texts;
  }

  /**
   * Adds the workers' gradients and makes a step; all call it.
   *
   * @throws InputException if the gradient's norm is not finite
   */
  public Update update() {
    JsonNode reply = ask(request("update"));
    return new Update(reply.path("grad-norm").asDouble(), reply.path("learning-rate").asDouble());
  }

  /** Rank 0 writes weights and optimizer state into a folder on this machine; all call it. */
  public void save(Path folder) {
    ask(request("save").put("folder", folder.toString()));
  }

  private static ObjectNode request(String what) {
    return JsonNodeFactory.instance.objectNode().put("do", what);
  }

  private JsonNode ask(ObjectNode request) {
    String what = request.path("do").asText();
    try {
      JsonNode reply =
          process.ask(Optional.of(request), Duration.ofSeconds(settings.timeoutSeconds()));
      if (reply.hasNonNull("refused")) {
        throw new InputException(
            "torch worker (%s): %s".formatted(where, reply.path("refused").asText()));
      }
      if (reply.hasNonNull("failed")) {
        throw new WorkerLostException(
            "torch worker (%s): %s".formatted(where, reply.path("failed").asText()), null);
      }
      return reply;
    } catch (TimeoutException e) {
      throw new WorkerLostException(
          "the torch worker (%s) gave no answer to '%s' within %d s: raise torch.timeout-seconds, or see where it hangs"
              .formatted(where, what, settings.timeoutSeconds()),
          e);
    } catch (ProcessEndedException e) {
      throw new WorkerLostException(
          "the torch worker (%s) ended at '%s' %s".formatted(where, what, e.getMessage()), e);
    }
  }

  private static String name(TokenStatistic statistic) {
    return statistic.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Ends the process, whatever it is at. */
  @Override
  public void close() {
    process.close();
  }
}
