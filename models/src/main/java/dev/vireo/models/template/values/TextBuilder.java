package dev.vireo.models.template.values;

/** A text under construction, within the limits of a rendering. */
public final class TextBuilder {
  private final StringBuilder text = new StringBuilder();
  private final Meter meter;

  public TextBuilder(Meter meter) {
    this.meter = meter;
  }

  public TextBuilder append(String part) {
    if (text.length() + (long) part.length() > Meter.LONGEST_TEXT) {
      meter.text(text.length() + (long) part.length());
    }
    meter.text(part.length());
    text.append(part);
    return this;
  }

  public Meter meter() {
    return meter;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
