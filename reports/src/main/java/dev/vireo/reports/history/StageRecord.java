package dev.vireo.reports.history;

import dev.vireo.store.manifest.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One stage's publication, and what it took.
 *
 * @param path the folder it published, in the run directory
 * @param manifest what is in it and what it was made from
 */
public record StageRecord(String path, Manifest manifest) {

  private static final Pattern ITERATION = Pattern.compile("iteration=(\\d{1,9})");

  /** The stage's published name, such as {@code collect-rollouts}. */
  public String stage() {
    return manifest.fingerprint().stage();
  }

  /** The iteration whose partition it is. */
  public OptionalInt iteration() {
    Matcher matcher = ITERATION.matcher(path.substring(path.lastIndexOf('/') + 1));
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  /** When the process that published it began the stage. */
  public Optional<Instant> began() {
    return time("began");
  }

  /** When it was published. */
  public Optional<Instant> ended() {
    return time("ended");
  }

  /** How long the publishing process worked on it; what an interrupted one did is not in it. */
  public Optional<Duration> took() {
    return began().flatMap(began -> ended().map(ended -> Duration.between(began, ended)));
  }

  /** A total that the stage summed, per second that it took. */
  public Optional<Double> perSecond(String total) {
    return took()
        .filter(took -> !took.isNegative() && !took.isZero())
        .flatMap(
            took ->
                Optional.ofNullable(manifest.totals().get(total))
                    .map(sum -> sum / (took.toNanos() * 1e-9)));
  }

  private Optional<Instant> time(String fact) {
    try {
      return Optional.ofNullable(manifest.provenance().get(fact)).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
