package dev.vireo.jobs.torch;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.Sums;
import dev.vireo.algorithms.loss.TokenStatistic;
import dev.vireo.algorithms.loss.Unit;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.checkpoint.Checkpoint;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.scoring.ValueScorer;
import dev.vireo.models.training.AdamW;
import dev.vireo.models.training.AdamWSettings;
import dev.vireo.models.training.GradientAccumulator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A worker that speaks the protocol of torch's, and whose model is the local engine's: what comes
 * of a run with it is what the local engine makes of the same shards. Needs no Python.
 *
 * <p>A file {@code ends-at-update} in its folder makes it end at that update, once, and {@code
 * ends-at-pass} at its first pass; {@code refuses} makes it refuse to start. It notes each start in
 * {@code starts}.
 */
final class LocalEngineWorker {
  static final String STARTS = "starts";

  private final PrintStream replies;
  private final Path faults;
  private Exchange exchange;
  private Model model;
  private ParameterSet parameters;
  private AdamW optimizer;
  private GradientAccumulator gradients;
  private List<TokenSequence> sequences = List.of();
  private double temperature;
  private int updates;

  private LocalEngineWorker(PrintStream replies, Path faults) {
    this.replies = replies;
    this.faults = faults;
  }

  /**
   * @param arguments the folder with faults; then what Python would be given
   */
  public static void main(String[] arguments) throws IOException {
    PrintStream replies = System.out;
    System.setOut(System.err);
    LocalEngineWorker worker = new LocalEngineWorker(replies, Path.of(arguments[0]));
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      worker.serve(SettingsMapper.mapper().readTree(line));
    }
    // Not System.exit: an engine's shutdown may wait for what another worker keeps.
    Runtime.getRuntime().halt(0);
  }

  private void serve(JsonNode request) throws IOException {
    ObjectNode reply = SettingsMapper.mapper().createObjectNode().put("ok", true);
    switch (request.path("do").asText()) {
      case "check" -> check(reply);
      case "start" -> start(request, reply);
      case "pass" -> pass(request, reply);
      case "backward" -> backward(request);
      case "idle" -> {}
      case "gather" -> {
        ArrayNode texts = reply.putArray("texts");
        exchange.all(request.path("text").asText()).forEach(texts::add);
      }
      case "update" -> update(reply);
      case "save" -> save(request);
      default -> throw new IllegalArgumentException(request.toString());
    }
    replies.println(reply);
    replies.flush();
  }

  private void check(ObjectNode reply) {
    if (Files.exists(faults.resolve("refuses"))) {
      reply.removeAll();
      reply.put("refused", "there is no torch here: install it");
    }
  }

  private void start(JsonNode request, ObjectNode reply) throws IOException {
    exchange =
        Exchange.join(
            request.path("rank").asInt(),
            request.path("world").asInt(),
            request.path("address").asText());
    Path folder = Path.of(request.path("model").asText());
    boolean trained = request.path("trained").asBoolean();
    Files.writeString(
        faults.resolve(STARTS),
        "%s %s, %d of %d%n"
            .formatted(
                folder.getFileName(),
                trained ? "trained" : "scoring",
                exchange.rank(),
                request.path("world").asInt()),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    ModelDirectory directory = ModelDirectory.openAny(folder);
    parameters = directory.parameters();
    model = Model.create(directory.config(), directory.head(), parameters, Device.cpu());
    gradients = new GradientAccumulator(model).measureStatistics(true);
    if (trained) {
      optimizer =
          new AdamW(
              SettingsMapper.mapper().treeToValue(request.path("adamw"), AdamWSettings.class),
              request.path("optimizer").isNull()
                  ? OptimizerState.initial(parameters)
                  : Checkpoint.open(folder).optimizerState());
    }
    reply.put("trained-parameters", 1).put("promise", "deterministic");
    reply.putObject("versions").put("engine", "local");
  }

  private void pass(JsonNode request, ObjectNode reply) throws IOException {
    if (Files.deleteIfExists(faults.resolve("ends-at-pass"))) {
      Runtime.getRuntime().halt(7);
    }
    sequences = new ArrayList<>();
    for (JsonNode row : request.path("sequences")) {
      sequences.add(
          new TokenSequence(
              ints(row.path("prompt")), ints(row.path("completion")), ints(row.path("places"))));
    }
    temperature = request.path("temperature").asDouble();
    if (optimizer == null) {
      reply.put("outputs", Packed.of(Packed.flat(scores())));
      return;
    }
    Set<TokenStatistic> statistics = EnumSet.noneOf(TokenStatistic.class);
    for (JsonNode name : request.path("statistics")) {
      statistics.add(
          TokenStatistic.valueOf(name.asText().replace('-', '_').toUpperCase(Locale.ROOT)));
    }
    GivenDerivative seen = new GivenDerivative(null, statistics);
    accumulate(seen);
    reply.put("outputs", Packed.of(Packed.flat(seen.outputs.values())));
    statistics.forEach(
        statistic ->
            reply.put(
                statistic.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                Packed.of(Packed.flat(seen.outputs.statistic(statistic).orElseThrow()))));
  }

  private double[][] scores() {
    return model.head() instanceof ScalarHead
        ? new ValueScorer(model).score(sequences)
        : new LogprobScorer(model).score(sequences, temperature);
  }

  private void backward(JsonNode request) {
    float[] flat = Packed.floats(request.path("derivative").asText());
    accumulate(new GivenDerivative(flat, Set.of()));
  }

  private void accumulate(GivenDerivative loss) {
    List<Integer> known = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i++) {
      known.add(i);
    }
    gradients.accumulate(
        sequences, temperature, loss, known, new Denominators(1, 1, 1, 1, 1, 1, 1));
  }

  private void update(ObjectNode reply) throws IOException {
    Path fault = faults.resolve("ends-at-update");
    if (Files.exists(fault) && Files.readString(fault).equals(Integer.toString(++updates))) {
      // Whoever deletes it ends; the others find nobody to talk to.
      if (Files.deleteIfExists(fault)) {
        Runtime.getRuntime().halt(7);
      }
    }
    ParameterSet total = ParameterSet.zeros(parameters.sizes());
    for (String other : exchange.all(packed(gradients.gradients()))) {
      float[] flat = Packed.floats(other);
      int from = 0;
      for (int at = 0; at < total.count(); at++) {
        for (int i = 0; i < total.at(at).length; i++) {
          total.at(at)[i] += flat[from++];
        }
      }
    }
    reply.put("grad-norm", optimizer.step(parameters, total));
    reply.put("learning-rate", optimizer.learningRate());
    model.assign(parameters);
    gradients.zero();
  }

  private void save(JsonNode request) throws IOException {
    if (exchange.rank() == 0) {
      Checkpoint.writeInto(
          Path.of(request.path("folder").asText()),
          model.config(),
          model.head(),
          parameters,
          optimizer.state(),
          CarriedFiles.none());
    }
    exchange.all("");
  }

  /** Notes the outputs; its derivative is what it was given, or zero. */
  private static final class GivenDerivative implements Loss<Integer> {
    private static final long serialVersionUID = 1;
    private final float[] derivative;
    private final Set<TokenStatistic> statistics;
    private transient Outputs outputs;

    GivenDerivative(float[] derivative, Set<TokenStatistic> statistics) {
      this.derivative = derivative;
      this.statistics = statistics;
    }

    @Override
    public Unit unit() {
      return Unit.SEQUENCE;
    }

    @Override
    public Set<TokenStatistic> statistics() {
      return statistics;
    }

    @Override
    public LossValue evaluate(Outputs given, List<Integer> examples, Denominators step) {
      outputs = given;
      double[][] gradient = new double[given.values().length][];
      int at = 0;
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = new double[given.values()[i].length];
        for (int t = 0; derivative != null && t < gradient[i].length; t++) {
          gradient[i][t] = derivative[at++];
        }
      }
      return new LossValue(0, gradient, new Sums());
    }

    @Override
    public SortedMap<String, Double> metrics(Sums sums, Denominators step) {
      return new TreeMap<>();
    }
  }

  private static String packed(ParameterSet values) {
    float[] flat = new float[Arrays.stream(values.sizes()).sum()];
    int from = 0;
    for (int at = 0; at < values.count(); at++) {
      System.arraycopy(values.at(at), 0, flat, from, values.at(at).length);
      from += values.at(at).length;
    }
    return Packed.of(flat);
  }

  private static int[] ints(JsonNode text) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(text.asText())).order(ByteOrder.LITTLE_ENDIAN);
    int[] values = new int[bytes.remaining() / Integer.BYTES];
    bytes.asIntBuffer().get(values);
    return values;
  }
}
