package dev.vireo.benchmarks.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a step's exchange would take on larger clusters, by a model fitted to measurements.
 * Arguments: files of GradientExchangeBenchmark.
 *
 * <p>Fitted is the driver's processor work, as far as it can be measured on one machine. The
 * network is reckoned from bytes and a bandwidth that is assumed, and both are added up as if
 * neither went on beside the other. It is an extrapolation.
 */
public final class ExchangeForecast {
  private static final int[] EXECUTORS = {8, 16, 32, 64, 128, 256};
  private static final int[] GIGABITS = {10, 25};

  /**
   * Rank 16 at every projection of a Llama model of 7 billion: 4096 wide, 11008 within, 32 deep.
   */
  private static final long ADAPTER = 32L * 16 * (4 * (4096 + 4096) + 3 * (4096 + 11008));

  /** Qwen2.5-0.5B. */
  private static final long WHOLE = 494_032_768L;

  private ExchangeForecast() {}

  /** Prints the model and the forecast. */
  public static void main(String[] arguments) throws IOException {
    List<Repetition> all = new ArrayList<>();
    for (String file : arguments) {
      List<String> lines = Files.readAllLines(Path.of(file));
      lines.subList(1, lines.size()).forEach(line -> all.add(Repetition.of(line)));
    }
    Map<String, WorkModel> models = new TreeMap<>();
    for (String exchange : List.of("driver", "slices")) {
      List<WorkModel.Sample> samples = samples(all, exchange);
      WorkModel model = WorkModel.fit(samples);
      models.put(exchange, model);
      System.out.printf(
          Locale.ROOT,
          "%s: the driver's work = %.2f s + %.2f s a GB of parameters and gradients through it;"
              + " off by %.0f%% in the middle, %.0f%% at most, of %d cells%n",
          exchange,
          model.fixed(),
          model.perGigabyte(),
          100 * model.medianError(samples),
          100 * model.largestError(samples),
          samples.size());
      for (WorkModel.Sample sample : samples) {
        System.out.printf(
            Locale.ROOT,
            "  %-46s measured %6.2f s, fitted %6.2f s%n",
            sample.name(),
            sample.work(),
            model.work(sample.gigabytes()));
      }
    }
    forecast("adapter of rank 16 on 7B", ADAPTER, models);
    forecast("all of 0.5B", WHOLE, models);
  }

  private static List<WorkModel.Sample> samples(List<Repetition> all, String exchange) {
    Map<List<Integer>, List<Repetition>> cells =
        all.stream()
            .filter(one -> one.exchange().equals(exchange))
            .collect(
                Collectors.groupingBy(
                    one -> List.of(one.parameters(), one.executors(), one.shards())));
    return cells.values().stream()
        .sorted(
            (a, b) ->
                Double.compare(
                    a.get(0).parameters() * 1e3 + a.get(0).shards(),
                    b.get(0).parameters() * 1e3 + b.get(0).shards()))
        .map(ExchangeForecast::sample)
        .toList();
  }

  private static WorkModel.Sample sample(List<Repetition> cell) {
    Repetition one = cell.get(0);
    double[] work = cell.stream().mapToDouble(Repetition::driverWork).sorted().toArray();
    Traffic traffic = Traffic.of(one.exchange(), one.parameters(), one.executors(), one.shards());
    return new WorkModel.Sample(
        String.format(
            Locale.ROOT,
            "%,d parameters, %d executors, %d shards",
            one.parameters(),
            one.executors(),
            one.shards()),
        traffic.driverGigabytes(),
        work[work.length / 2]);
  }

  private static void forecast(String what, long parameters, Map<String, WorkModel> models) {
    System.out.printf(
        Locale.ROOT,
        "%n%s: %,d parameters, %.2f GB a gradient; a shard an executor; seconds a step%n",
        what,
        parameters,
        parameters * 4e-9);
    System.out.printf("%9s", "executors");
    for (String exchange : models.keySet()) {
      System.out.printf("  %6s: GB in   work", exchange);
      for (int gigabits : GIGABITS) {
        System.out.printf("  %d Gbit/s", gigabits);
      }
    }
    System.out.println();
    for (int executors : EXECUTORS) {
      System.out.printf("%9d", executors);
      for (Map.Entry<String, WorkModel> entry : models.entrySet()) {
        Traffic traffic = Traffic.of(entry.getKey(), parameters, executors, executors);
        double work = entry.getValue().work(traffic.driverGigabytes());
        System.out.printf(Locale.ROOT, "  %14.1f %6.1f", traffic.in(), work);
        for (int gigabits : GIGABITS) {
          System.out.printf(
              Locale.ROOT, "  %9.1f", traffic.seconds(gigabits) + work / Traffic.DRIVER_CORES);
        }
      }
      System.out.println();
    }
  }
}
