package dev.mlrecipe.samples;

import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.execute.Tensor;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * A PNG or JPEG file for an image input: pixels from 0 to 255, scaled to the input's size. What the model does to them at
 * first (scale and bias) is part of its program.
 *
 * @param name what to call it
 * @param file where it is
 * @param input an input for images of a known size
 */
record ImageSample(String name, Path file, ModelInput input) implements Sample {
    private static final long MOST_PIXELS = 64L << 20;

    @Override
    public Map<String, Tensor> read() throws IOException {
        int height = Math.toIntExact(input.shape().get(2));
        int width = Math.toIntExact(input.shape().get(3));
        BufferedImage image = scaled(decoded(), width, height);
        String colours = input.colours().orElseThrow();
        int channels = colours.equals("GRAYSCALE") ? 1 : 3;
        float[] values = new float[channels * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = image.getRGB(x, y);
                int red = rgb >> 16 & 0xff;
                int green = rgb >> 8 & 0xff;
                int blue = rgb & 0xff;
                int at = y * width + x;
                if (channels == 1) {
                    values[at] = Math.round(0.299f * red + 0.587f * green + 0.114f * blue);
                } else {
                    values[at] = colours.equals("BGR") ? blue : red;
                    values[width * height + at] = green;
                    values[2 * width * height + at] = colours.equals("BGR") ? red : blue;
                }
            }
        }
        return Map.of(input.name(), new Tensor.Floats(Shape.of(1, channels, height, width), values));
    }

    private BufferedImage decoded() throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = in == null ? null : ImageIO.getImageReaders(in);
            if (readers == null || !readers.hasNext()) {
                throw new SamplesException(name + ": no image that can be read, PNG or JPEG expected");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > MOST_PIXELS) {
                    throw new SamplesException(name + ": " + pixels + " pixels, at most " + MOST_PIXELS + " are read");
                }
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        } catch (SamplesException known) {
            throw known;
        } catch (IOException | RuntimeException broken) {
            // Decoders throw all kinds of exceptions for damaged files.
            throw new SamplesException(name + ": the image is damaged: " + broken.getMessage(), broken);
        }
    }

    private static BufferedImage scaled(BufferedImage image, int width, int height) {
        if (image.getWidth() == width && image.getHeight() == height) {
            return image;
        }
        BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = scaled.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return scaled;
    }
}
