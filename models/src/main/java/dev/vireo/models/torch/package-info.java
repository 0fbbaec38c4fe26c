/**
 * A thin layer over libtorch: automatic differentiation, views, scopes of native memory.
 *
 * <p>Flows in: arrays of DJL's interface.
 *
 * <p>Flows out: arrays of DJL's interface, and gradients in the parameters they belong to.
 *
 * <p>{@link dev.vireo.models.torch.Autograd} is the only class of the project that may import DJL's
 * JNI package; every other class works on {@code NDArray}.
 *
 * <p>Must not import: anything else of the project, Spark.
 */
package dev.vireo.models.torch;
