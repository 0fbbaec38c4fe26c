package dev.vireo.benchmarks.exchange;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One step's exchange. Seconds by the clock unless said otherwise; bytes.
 *
 * @param exchange its name
 * @param parameters how many
 * @param executors processes
 * @param shards gradients that are added
 * @param send the driver packs parameters and offers them
 * @param job from then on until the sum is there
 * @param fetching tasks wait for parameters, all shards together
 * @param filling tasks make gradients up, all shards together
 * @param packWork processor time of the driver's packing
 * @param networkWork of its threads for sockets and messages
 * @param unpackWork of turning what arrives into gradients
 * @param foldWork of adding
 * @param otherWork of the virtual machine, garbage collection above all
 * @param collecting the driver's garbage collections
 * @param optimizing AdamW
 * @param bytesOut the driver wrote, to sockets and files
 * @param bytesIn the driver read, from sockets and files
 * @param peakHeap highest use of the driver's heap until then
 * @param peakResident highest resident memory of the driver until then
 * @param hash of the sum's bits
 */
record Repetition(
    String exchange,
    int parameters,
    int executors,
    int shards,
    double send,
    double job,
    double fetching,
    double filling,
    double packWork,
    double networkWork,
    double unpackWork,
    double foldWork,
    double otherWork,
    double collecting,
    double optimizing,
    long bytesOut,
    long bytesIn,
    long peakHeap,
    long peakResident,
    int hash) {
  private static final RecordComponent[] COMPONENTS = Repetition.class.getRecordComponents();

  /** All processor time of the driver. */
  double driverWork() {
    return packWork + networkWork + unpackWork + foldWork + otherWork;
  }

  /** Names of the columns. */
  static String header() {
    return Arrays.stream(COMPONENTS).map(RecordComponent::getName).collect(Collectors.joining(","));
  }

  /** Values of the columns. */
  String line() {
    return Arrays.stream(COMPONENTS).map(this::text).collect(Collectors.joining(","));
  }

  /** The measurement that a line holds. */
  static Repetition of(String line) {
    String[] values = line.split(",");
    Object[] arguments = new Object[values.length];
    Class<?>[] types = new Class<?>[values.length];
    for (int i = 0; i < values.length; i++) {
      types[i] = COMPONENTS[i].getType();
      arguments[i] =
          types[i] == int.class
              ? Integer.valueOf(values[i])
              : types[i] == long.class
                  ? Long.valueOf(values[i])
                  : types[i] == double.class ? Double.valueOf(values[i]) : (Object) values[i];
    }
    try {
      return Repetition.class.getDeclaredConstructor(types).newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Not a measurement: " + line, e);
    }
  }

  private String text(RecordComponent component) {
    try {
      Object value = component.getAccessor().invoke(this);
      return value instanceof Double seconds
          ? String.format(Locale.ROOT, "%.4f", seconds)
          : value.toString();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
