/**
 * The demo: a decoder is fine-tuned on sloppy additions, then improved with variance increase.
 *
 * <p>Flows in: nothing but {@code conf/arithmetic}. Flows out: data, a base, a run for each
 * algorithm, and a summary that compares them. It runs the same pipeline as any run. Must not
 * import: the command line.
 */
package dev.vireo.pipelines.demo;
